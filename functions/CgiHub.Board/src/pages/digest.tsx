import type { JSX } from 'preact';
import { ask, get, query } from '../api';
import { points, word } from '../format';
import { Link, go, type Place } from '../router';
import type { Digest, DigestLead } from '../types';
import { BandTag, Day, Nothing, Panel, Shown, Time, say, useAsk, useTitle } from '../ui';

/** The morning meeting's page. */
export function DigestPage({ place }: { place: Place }): JSX.Element {
  useTitle('Digest');
  const date = place.query.get('date') ?? '';
  const digest = useAsk((signal) => get<Digest>(`/api/v1/digest${query({ date })}`, signal), [date]);
  return (
    <>
      <header>
        <h1>Digest{digest.value === null ? '' : ` of ${digest.value.date}`}</h1>
        <div class="row no-print">
          <input type="date" aria-label="Day" value={date === '' ? digest.value?.date ?? '' : date} onChange={(e) => go(`/digest${query({ date: e.currentTarget.value })}`)} />
          <button type="button" onClick={() => void paper(date)}>On paper (PDF)</button>
        </div>
      </header>
      <Shown of={digest}>{(d) => (
        <>
          <p class="quiet">From <Time at={d.from} /> to <Time at={d.until} />, {d.timeZone}. {d.provisional ? 'Provisional: the day’s digest is still to be made.' : <>Made <Time at={d.madeAt} />.</>} {d.marking}</p>
          <dl class="row" style={{ gap: '1.4rem', margin: 0 }}>
            {([['New', d.counts.new], ['Risen', d.counts.risen], ['Clocks run out', d.counts.breached], ['Untouched', d.counts.stale], ['Confirmed', d.counts.confirmed], ['Eliminated', d.counts.eliminated]] as const).map(([name, n]) => <div key={name}><dt class="quiet small">{name}</dt><dd style={{ margin: 0, fontSize: '1.35rem', fontWeight: 600 }}>{n}</dd></div>)}
          </dl>
          <Leads title="Highest now" of={d.top} empty="There are no open leads." />
          <Leads title="What rose" of={d.risen} empty="Nothing rose with the news." rise />
          <Leads title="New" of={d.new} empty="No lead was told for the first time." />
          <Panel title="Clocks that ran out" flush>{d.breached.length === 0 ? <div class="body"><Nothing>None.</Nothing></div> : (
            <table class="cards"><thead><tr><th scope="col">Lead</th><th scope="col">Stage</th><th scope="col">Agency</th><th scope="col">Was due</th></tr></thead>
              <tbody>{d.breached.map((b) => <tr key={b.leadId + b.stage + (b.agency ?? '')}><td><Link to={`/leads/${b.leadId}`}>{b.leadNumber}</Link> <BandTag band={b.band} /></td><td>{word(b.stage)}</td><td class="mono">{b.agency ?? ''}</td><td><Time at={b.dueAt} /></td></tr>)}</tbody></table>
          )}</Panel>
          <Leads title="Nobody touched for long" of={d.stale} empty="Every open lead was touched." />
          <Leads title="Confirmed" of={d.confirmed} empty="None." />
          <Leads title="Eliminated" of={d.eliminated} empty="None." />
          {d.sources.length > 0 && <Panel title="Sources awaited"><ul>{d.sources.map((s) => <li key={s.source}>{word(s.source)}: {s.connected ? `${s.waiting} leads wait` : 'not connected'}</li>)}</ul></Panel>}
        </>
      )}</Shown>
    </>
  );
}

function Leads({ title, of, empty, rise }: { title: string; of: DigestLead[]; empty: string; rise?: boolean }): JSX.Element {
  return (
    <Panel title={title} flush>{of.length === 0 ? <div class="body"><Nothing>{empty}</Nothing></div> : (
      <table class="cards">
        <thead><tr><th scope="col">Lead</th><th scope="col">Band</th><th scope="col" class="number">{rise === true ? 'Rose by' : 'Points'}</th><th scope="col">Why</th><th scope="col">Agencies</th></tr></thead>
        <tbody>{of.map((l) => (
          <tr key={l.leadId}><td><Link to={`/leads/${l.leadId}`} data-row>{l.leadNumber}</Link></td><td><BandTag band={l.band} />{l.fromBand !== undefined && <span class="small quiet"> from {word(l.fromBand).toLowerCase()}</span>}</td>
            <td class="number">{points(rise === true ? l.rise ?? 0 : l.score)}</td><td>{l.because.slice(0, 2).join(' ')}{l.quietSince !== undefined && <div class="small quiet">Quiet since <Day at={l.quietSince} /></div>}</td><td class="small">{l.agencies.join(', ')}</td></tr>
        ))}</tbody>
      </table>
    )}</Panel>
  );
}

/** The paper needs the caller's token, so the page fetches it and hands it to the browser as a file. */
async function paper(date: string): Promise<void> {
  try {
    const url = URL.createObjectURL(await (await ask(`/api/v1/digest.pdf${query({ date })}`)).blob());
    const link = Object.assign(document.createElement('a'), { href: url, download: `digest${date === '' ? '' : `-${date}`}.pdf` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  } catch (failure) {
    say(failure instanceof Error ? failure.message : String(failure));
  }
}
