import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { get, query } from '../api';
import { dateOnly, metres, plural, when, word } from '../format';
import { Axis, eventColour, type Mark, type Step } from '../parts/axis';
import { CaseMapView } from '../parts/casemap';
import { OutlineMap } from '../parts/lazy';
import { Link } from '../router';
import type { CaseMap, GunCard, GunPath, GunStop, Page } from '../types';
import { Day, Figure, Nothing, Panel, Records, Shown, Time, useAsk, useTitle } from '../ui';

export function GunPages({ id }: { id: string }): JSX.Element {
  return id === '' ? <Guns /> : <Gun id={id} />;
}

function Guns(): JSX.Element {
  useTitle('Guns');
  const [pages, setPages] = useState(1);
  const list = useAsk(async (signal) => {
    const items: GunCard[] = [];
    let next: string | undefined;
    for (let i = 0; i < pages && (i === 0 || next !== undefined); i++) {
      const page: Page<GunCard> = await get(`/api/v1/guns${query({ limit: 100, cursor: next })}`, signal);
      items.push(...page.items);
      next = page.next;
    }
    return { items, next };
  }, [pages]);
  return (
    <>
      <header><h1>Presumed guns</h1><span class="quiet">Newest event first. Presumed until a firearm is recovered.</span></header>
      <Shown of={list}>{({ items, next }) => (
        <>
          <section class="panel" aria-label="Guns">
            {items.length === 0 ? <div class="body"><Nothing>No lead has joined exhibits yet.</Nothing></div> : (
              <table class="list cards">
                <thead><tr><th scope="col">Gun</th><th scope="col" class="number">Cases</th><th scope="col" class="number">Shootings</th><th scope="col">First</th><th scope="col">Newest</th><th scope="col">Caliber</th><th scope="col">Held by</th><th scope="col">Agencies</th></tr></thead>
                <tbody>{items.map((g) => (
                  <tr key={g.id}>
                    <td><Link to={`/guns/${g.id}`} class="mono" data-row>{g.id}</Link>{g.recovered && <> <span class="tag good">Recovered</span></>}</td>
                    <td class="number" data-name="Cases">{g.cases}</td><td class="number" data-name="Shootings">{g.shootings}</td><td data-name="First"><Day at={g.firstAt} /></td><td data-name="Newest"><Day at={g.newestAt} /></td>
                    <td data-name="Caliber">{g.calibers.join(', ')}</td><td data-name="Held by">{g.heldBy.join(', ')}</td><td data-name="Agencies" class="small">{g.agencies.join(', ')}</td>
                  </tr>
                ))}</tbody>
              </table>
            )}
          </section>
          {next !== undefined && <div><button type="button" onClick={() => setPages(pages + 1)}>Show more</button></div>}
        </>
      )}</Shown>
    </>
  );
}

const unknown = 'No crew known';
const laneOf = (stop: GunStop): string => stop.groups[0] ?? unknown;

function Gun({ id }: { id: string }): JSX.Element {
  useTitle(`Gun ${id}`);
  const gun = useAsk((signal) => get<GunPath & { map: CaseMap }>(`/api/v1/guns/${encodeURIComponent(id)}`, signal), [id]);
  return <Shown of={gun}>{(g) => <Path gun={g} />}</Shown>;
}

function Path({ gun }: { gun: GunPath & { map: CaseMap } }): JSX.Element {
  const byKey = useMemo(() => new Map(gun.stops.map((s) => [s.caseKey, s])), [gun]);
  const name = (key: string): string => { const s = byKey.get(key); return s === undefined ? key : `${s.ori} ${s.caseNumber}`; };
  const people = new Map(gun.holders.map((h) => [h.personId, h.label]));
  const dated = gun.stops.filter((s) => s.at !== undefined);
  const lanes = [...new Set(dated.flatMap((s) => (s.groups.length > 0 ? s.groups : [unknown])))];
  const marks: Mark[] = dated.flatMap((s) => (s.groups.length > 0 ? s.groups : [unknown]).map((lane) => ({ at: s.at!, lane, label: `${when(s.at)}: ${word(s.type ?? 'incident')}, ${s.ori} ${s.caseNumber}`, colour: eventColour(s.type), shape: s.type === 'recovery' ? 'square' as const : 'dot' as const })));
  const steps: Step[] = dated.slice(1).map((s, i) => ({ from: dated[i]!.at!, to: s.at!, fromLane: laneOf(dated[i]!), toLane: laneOf(s), label: `${laneOf(dated[i]!)} to ${laneOf(s)}` }));
  const spots = useMemo(() => gun.stops.filter((s) => s.lat !== undefined).map((s) => ({ id: s.caseKey, lat: s.lat!, lon: s.lon!, text: `${word(s.type ?? 'incident')}, ${s.ori} ${s.caseNumber}, ${when(s.at)}`, token: s.type === 'recovery' ? '--node-firearm' : '--node-incident' })), [gun]);
  return (
    <>
      <header>
        <div class="row"><h1>Presumed gun <span class="mono">{gun.id}</span></h1>{gun.firearms.length > 0 && <span class="tag good">Recovered</span>}</div>
        <span class="quiet">{plural(gun.stops.length, 'case')} · {plural(gun.leads.length, 'lead')} · {gun.agencies.join(', ')}</span>
      </header>
      {gun.truncated && <div class="notice">A limit cut this path short; what is shown is right, but not all.</div>}
      <Panel title="Its way through crews" extra={<span class="small quiet">Each lane is a crew whose people are said to have had it</span>} flush>
        {marks.length === 0 ? <div class="body"><Nothing>No case has a time yet.</Nothing></div> : <Axis lanes={lanes} marks={marks} steps={steps} label="Cases by crew and time" />}
        <table>
          <thead><tr><th scope="col">When</th><th scope="col">What</th><th scope="col">Case</th><th scope="col">Crews</th><th scope="col" class="number">Since the one before</th></tr></thead>
          <tbody>{gun.stops.map((s) => (
            <tr key={s.caseKey}><td>{s.at === undefined ? <span class="quiet">Not told yet</span> : <Time at={s.at} />}</td><td>{word(s.type ?? 'other')}</td><td class="nowrap">{s.caseNumber}<div class="small quiet">{s.ori}{s.crossedJurisdiction && ', another jurisdiction'}</div></td><td>{s.groups.join(', ')}</td>
              <td class="number">{s.daysSince !== undefined && `${s.daysSince.toFixed(1)} d`}{s.metresSince !== undefined && <div class="small quiet">{metres(s.metresSince)}</div>}</td></tr>
          ))}</tbody>
        </table>
      </Panel>
      <div class="two">
        <div class="stack">
          <Panel title="Who had it" flush>
            {gun.holders.length === 0 ? <div class="body"><Nothing>No record says who had it.</Nothing></div> : (
              <table><thead><tr><th scope="col">When</th><th scope="col">Who</th><th scope="col">As</th><th scope="col">Case</th></tr></thead>
                <tbody>{gun.holders.map((h, i) => <tr key={i}><td class="nowrap">{h.at === undefined ? '' : h.role === 'purchaser' ? dateOnly(h.at) : <Time at={h.at} />}</td><td><Link to={`/persons/${h.personId}`}>{h.label}</Link>{h.doubt !== undefined && <div class="small soon">In doubt: {h.doubt}</div>}</td><td>{word(h.role)}</td><td>{h.caseKey === undefined ? '' : name(h.caseKey)} <Records of={[h.record]} /></td></tr>)}</tbody></table>
            )}
          </Panel>
          <Panel title="Hand-overs">
            {gun.handOvers.length === 0 ? <Nothing>Nothing says that it changed hands.</Nothing> : <ul>{gun.handOvers.map((h, i) => <li key={i}>Between {name(h.from)} and {name(h.to)}: from {h.fromPersons.map((p) => people.get(p) ?? p).join(', ')}{h.fromGroups.length > 0 && ` (${h.fromGroups.join(', ')})`} to {h.toPersons.map((p) => people.get(p) ?? p).join(', ')}{h.toGroups.length > 0 && ` (${h.toGroups.join(', ')})`}{h.betweenGroups && <> <span class="tag high">between crews</span></>}</li>)}</ul>}
          </Panel>
        </div>
        <div class="stack">
          {gun.conflicts.length > 0 && <Panel title="Crew against crew"><ul>{gun.conflicts.map((c) => <li key={c.caseKey}><Day at={c.at} /> {c.ori} {c.caseNumber}: {c.by.join(', ')} at {c.against.join(', ')}</li>)}</ul></Panel>}
          <Panel title="Where it was">{spots.length === 0 ? <Nothing>No case has a place yet.</Nothing> : (
            <Figure caption="Places" table={<table><thead><tr><th scope="col">What</th><th scope="col" class="number">Latitude</th><th scope="col" class="number">Longitude</th></tr></thead><tbody>{spots.map((s) => <tr key={s.id}><td>{s.text}</td><td class="number">{s.lat.toFixed(5)}</td><td class="number">{s.lon.toFixed(5)}</td></tr>)}</tbody></table>}>
              <OutlineMap spots={spots} path label="Where it was" />
            </Figure>
          )}</Panel>
        </div>
      </div>
      <Panel title="Case map"><CaseMapView map={gun.map} from={gun.id} /></Panel>
    </>
  );
}
