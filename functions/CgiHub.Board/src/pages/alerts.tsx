import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { get, query } from '../api';
import { metres, plural, span, when, word } from '../format';
import { OutlineMap } from '../parts/lazy';
import { Link } from '../router';
import type { BreachAlert, HeardShots, Page } from '../types';
import { BandTag, Nothing, Panel, Shown, Time, useAsk, useNow, useTitle } from '../ui';

/** Shootings that nobody reported, and clocks that ran out. */
export function Alerts(): JSX.Element {
  useTitle('Alerts');
  const now = useNow(10_000);
  const heard = useAsk((signal) => get<Page<HeardShots>>(`/api/v1/gunshots${query({ call: 'none', limit: 100 })}`, signal), []);
  const late = useAsk((signal) => get<Page<BreachAlert>>(`/api/v1/alerts${query({ limit: 100 })}`, signal), []);
  return (
    <>
      <header><h1>Alerts</h1></header>
      <Panel title="Gunshots without a call" flush extra={<span class="small quiet">Heard, and no agency has an incident near</span>}>
        <Shown of={heard}>{(page) => page.items.length === 0 ? <div class="body"><Nothing>Every shooting that was heard was reported, too.</Nothing></div> : (
          <>
            <Heard shots={page.items} />
            {(page.next !== undefined || page.truncated === true) && <p class="small quiet" style={{ padding: '0 0.75rem 0.5rem' }}>There are older ones.</p>}
          </>
        )}</Shown>
      </Panel>
      <Panel title="Clocks that ran out" flush>
        <Shown of={late}>{(page) => page.items.length === 0 ? <div class="body"><Nothing>No clock ran out.</Nothing></div> : (
          <table class="cards">
            <thead><tr><th scope="col">Lead</th><th scope="col">Band</th><th scope="col">Stage</th><th scope="col">Agency</th><th scope="col">Was due</th><th scope="col">Since</th></tr></thead>
            <tbody>{page.items.map((a) => (
              <tr key={a.leadId + a.stage + (a.agency ?? '')}>
                <td><Link to={`/leads/${a.leadId}`} data-row>{a.leadNumber}</Link></td><td><BandTag band={a.band} /></td><td>{word(a.stage)}</td><td class="mono">{a.agency ?? ''}</td><td><Time at={a.dueAt} /></td>
                <td>{a.withdrawn ? <span class="tag eliminated">Eliminated</span> : a.closedAt !== undefined ? <span class="tag good">Reached, {span(Date.parse(a.closedAt) - Date.parse(a.dueAt))} late</span> : <span class="late">{span(now - Date.parse(a.dueAt))} late</span>}</td>
              </tr>
            ))}</tbody>
          </table>
        )}</Shown>
      </Panel>
    </>
  );
}

function Heard({ shots }: { shots: HeardShots[] }): JSX.Element {
  const spots = useMemo(() => shots.map((s) => ({ id: s.id, lat: s.lat, lon: s.lon, text: `${when(s.detectedAt)}${s.rounds === undefined ? '' : `, ${plural(s.rounds, 'round')}`}`, token: '--node-gunshot' })), [shots]);
  return (
    <>
      <OutlineMap spots={spots} label="Gunshots without a call" />
      <table class="cards">
        <thead><tr><th scope="col">Heard</th><th scope="col">Kind</th><th scope="col" class="number">Rounds</th><th scope="col">Where</th><th scope="col">Plates seen near</th></tr></thead>
        <tbody>{shots.map((s) => (
          <tr key={s.id}><td><Time at={s.detectedAt} /></td><td data-name="Kind">{word(s.kind ?? 'unknown')}</td><td class="number" data-name="Rounds">{s.rounds ?? ''}</td><td class="nowrap" data-name="Where">{s.lat.toFixed(5)}, {s.lon.toFixed(5)}</td>
            <td data-name="Plates">{s.seenPlates.slice(0, 6).map((p) => <div key={p.plate + p.readAt}><span class="mono">{p.plate}</span> {p.state ?? ''} <span class="small quiet">{metres(p.metres)}{p.hotlist !== undefined && `, hot list: ${p.hotlist}`}</span></div>)}</td></tr>
        ))}</tbody>
      </table>
    </>
  );
}
