import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { get, getTagged } from '../api';
import { dateOnly, metres, personName, plural, points, span, when, word } from '../format';
import { hear } from '../live';
import { Axis, eventColour } from '../parts/axis';
import { CaseMapView } from '../parts/casemap';
import { Compare } from '../parts/compare';
import { OutlineMap } from '../parts/lazy';
import { Link } from '../router';
import type { CaseMap, GunEvent, LeadPacket, LeadView } from '../types';
import { BandTag, Day, Figure, Nothing, Panel, Records, Shown, StatusTag, Time, say, useAsk, useNow, useTitle } from '../ui';
import { LeadActions } from './lead-actions';

interface Whole { lead: LeadView; etag: string | null; packet: LeadPacket; map: CaseMap }

export function LeadPage({ id }: { id: string }): JSX.Element {
  const whole = useAsk<Whole>(async (signal) => {
    const [{ body: lead, etag }, map] = await Promise.all([getTagged<LeadView>(`/api/v1/leads/${encodeURIComponent(id)}`, signal), get<CaseMap>(`/api/v1/leads/${encodeURIComponent(id)}/case-map`, signal)]);
    return { lead, etag, map, packet: await get<LeadPacket>(lead.packet.href, signal) };
  }, [id]);
  useTitle(whole.value === null ? 'Lead' : `Lead ${whole.value.lead.leadNumber}`);
  useEffect(() => hear((news) => {
    if (news.kind === 'reload' || news.change.leadId === id) {
      whole.again();
      if (news.kind === 'lead') say(`This lead changed: version ${news.change.version}, ${word(news.change.status).toLowerCase()}.`);
    }
  }), [id]);
  return <Shown of={whole}>{(w) => <Lead {...w} again={whole.again} />}</Shown>;
}

function Lead({ lead, etag, packet, map, again }: Whole & { again: () => void }): JSX.Element {
  const hit = lead.status === 'hit';
  return (
    <>
      <header>
        <div class="row">
          <h1>{hit ? 'Hit' : 'Lead'} {lead.leadNumber}</h1><BandTag band={lead.priority.band} /><StatusTag status={lead.status} />
          <span class="quiet">{points(lead.priority.score)} points · site {lead.site} · packet version {lead.packet.version} ({word(lead.packet.reason).toLowerCase()}, <Time at={lead.packet.issuedAt} />)</span>
        </div>
        <LeadActions lead={lead} etag={etag} again={again} />
      </header>
      {lead.status === 'eliminated'
        ? <div class="notice gone" role="status"><strong>Eliminated.</strong> The examiner rejected this lead. A notice (packet version {lead.packet.version}) {lead.packet.reason === 'eliminated' ? `went to everybody who had been told: ${lead.packet.recipients.join(', ')}.` : 'follows to everybody who had been told.'}</div>
        : <div class={`notice ${hit ? 'good' : ''}`}>{hit ? <><strong>Confirmed by an examiner{packet.lead.confirmedBy === undefined ? '' : `, ${packet.lead.confirmedBy}`}.</strong> </> : <strong>Unconfirmed. </strong>}{packet.disclaimer}</div>}
      {(packet.notices ?? []).map((n, i) => (
        <div key={i} class="notice gone"><strong>{word(n.kind)}.</strong> {n.detail ?? 'Something that an earlier version told may no longer be told.'} <span class="small quiet"><Time at={n.at} />{(n.versions ?? []).length > 0 && `, ${n.versions!.length === 1 ? 'version' : 'versions'} ${n.versions!.join(', ')}`}{n.rule !== undefined && `, ${n.rule}`}</span></div>
      ))}
      <div class="two">
        <div class="stack">
          <Why lead={lead} packet={packet} />
          <Timeline packet={packet} />
          <Places packet={packet} />
          <People packet={packet} />
          <Things packet={packet} />
        </div>
        <div class="stack">
          <Clocks lead={lead} />
          <Panel title="What to do next">{packet.recommendations.length === 0 ? <Nothing>Nothing follows from the records by itself.</Nothing> : <ul class="checklist">{packet.recommendations.map((r, i) => <li key={i}><div>{r.text}<div class="small quiet">{r.because}</div></div></li>)}</ul>}</Panel>
          <Told lead={lead} />
          <Sources lead={lead} />
          <Notes lead={lead} />
        </div>
      </div>
      <Panel title="Case map">{map.nodes.length === 0 ? <Nothing>There is nothing to draw.</Nothing> : <CaseMapView map={map} from={lead.gunId} />}</Panel>
      <Panel title="Images side by side"><Compare images={packet.images} /></Panel>
      <p class="small quiet">{packet.dissemination.marking}</p>
    </>
  );
}

function Why({ lead, packet }: { lead: LeadView; packet: LeadPacket }): JSX.Element {
  const most = Math.max(1, ...lead.priority.factors.map((f) => f.points));
  return (
    <Panel title="Why it ranks here" extra={<Link to={`/guns/${lead.gunId}`}>Presumed gun {lead.gunId}</Link>}>
      {lead.priority.factors.length === 0 ? <Nothing>Nothing raises it.</Nothing> : (
        <ul class="reasons">{lead.priority.factors.map((f, i) => (
          <li key={i}><span class="points">{points(f.points)}</span><div>{f.because} <Records of={f.evidence} /></div><div class="bar" aria-hidden="true"><i style={{ width: `${(100 * f.points) / most}%` }} /></div></li>
        ))}</ul>
      )}
      <p class="small quiet" style={{ marginTop: '0.6rem' }}>
        {points(lead.priority.points)} points, halved every {packet.priority.halfLifeDays.toFixed(0)} days since the newest event (<Day at={lead.priority.since} />). Bands begin at {packet.priority.scale.immediate}, {packet.priority.scale.high} and {packet.priority.scale.medium}.
        {lead.priority.traffickingIndex !== undefined && <> Trafficking index {lead.priority.traffickingIndex.toFixed(0)} of 100, not part of the points.</>}
      </p>
    </Panel>
  );
}

function Clocks({ lead }: { lead: LeadView }): JSX.Element {
  const now = useNow();
  return (
    <Panel title="Clocks">
      <ul class="clocks">{lead.clocks.map((c) => {
        const late = c.dueAt !== undefined && Date.parse(c.at ?? new Date(now).toISOString()) > Date.parse(c.dueAt);
        return (
          <li key={c.name} class={late ? 'breach' : c.at !== undefined ? 'done' : ''}>
            <b>{word(c.name)}</b>
            {c.at !== undefined ? <Time at={c.at} /> : c.dueAt === undefined ? <span class="quiet">Not told</span> : <span class={late ? 'late' : ''}>{late ? `${span(now - Date.parse(c.dueAt))} late` : `in ${span(Date.parse(c.dueAt) - now)}`}</span>}
            {c.at !== undefined && late && <div class="late small">{span(Date.parse(c.at) - Date.parse(c.dueAt!))} late</div>}
          </li>
        );
      })}</ul>
    </Panel>
  );
}

const eventName = (e: GunEvent): string => `${e.ori} ${e.caseNumber}`;

function Timeline({ packet }: { packet: LeadPacket }): JSX.Element {
  const dated = packet.events.filter((e) => e.at !== undefined);
  const lanes = [...new Set(packet.events.map((e) => e.ori))];
  const marks = useMemo(() => dated.map((e) => ({ at: e.at!, lane: e.ori, label: `${when(e.at)}: ${word(e.incident?.type ?? 'incident')}, ${eventName(e)}`, colour: eventColour(e.incident?.type), shape: e.onLead ? 'dot' as const : 'square' as const })), [packet]);
  return (
    <Panel title="Timeline" extra={<span class="small quiet">{plural(packet.events.length, 'case')} on the gun; round: on this lead</span>} flush>
      <Axis lanes={lanes} marks={marks} label="Cases by agency and time" />
      <table>
        <thead><tr><th scope="col">When</th><th scope="col">What</th><th scope="col">Case</th><th scope="col">Exhibits</th><th scope="col" class="number">Hurt</th></tr></thead>
        <tbody>{packet.events.map((e) => (
          <tr key={e.caseKey}>
            <td>{e.at === undefined ? <span class="quiet">Not told yet</span> : <Time at={e.at} />}</td>
            <td>{word(e.incident?.type ?? 'other')}{e.onLead && <> <span class="tag">on lead</span></>}{e.incident?.address !== undefined && <div class="small quiet">{e.incident.address}</div>}{e.incident?.narrative !== undefined && <details><summary class="small">Narrative</summary>{e.incident.narrative}</details>}</td>
            <td class="nowrap">{e.caseNumber}<div class="small quiet">{e.ori}</div></td>
            <td>{e.exhibitNumbers.join(', ')}</td>
            <td class="number">{(e.incident?.victims ?? 0) + (e.incident?.injured ?? 0) || ''}</td>
          </tr>
        ))}</tbody>
      </table>
    </Panel>
  );
}

function Places({ packet }: { packet: LeadPacket }): JSX.Element {
  const spots = useMemo(() => [
    ...packet.events.filter((e) => e.lat !== undefined).map((e) => ({ id: e.caseKey, lat: e.lat!, lon: e.lon!, text: `${word(e.incident?.type ?? 'incident')}, ${eventName(e)}, ${when(e.at)}`, token: e.incident?.type === 'recovery' ? '--node-firearm' : '--node-incident' })),
    ...packet.gunshots.map((g) => ({ id: g.id + g.caseKey, lat: g.lat, lon: g.lon, text: `Gunshots heard ${when(g.detectedAt)}${g.rounds === undefined ? '' : `, ${plural(g.rounds, 'round')}`}`, token: '--node-gunshot', small: true })),
  ], [packet]);
  return (
    <Panel title="Where it happened">
      {spots.length === 0 ? <Nothing>No case has a place yet.</Nothing> : (
        <Figure caption="Places" table={<table><thead><tr><th scope="col">What</th><th scope="col" class="number">Latitude</th><th scope="col" class="number">Longitude</th></tr></thead><tbody>{spots.map((s) => <tr key={s.id}><td>{s.text}</td><td class="number">{s.lat.toFixed(5)}</td><td class="number">{s.lon.toFixed(5)}</td></tr>)}</tbody></table>}>
          <OutlineMap spots={spots} label="Where it happened" />
        </Figure>
      )}
    </Panel>
  );
}

function People({ packet }: { packet: LeadPacket }): JSX.Element {
  return (
    <Panel title="People on the path" flush>
      {packet.persons.length === 0 ? <div class="body"><Nothing>No record names anybody yet.</Nothing></div> : (
        <table>
          <thead><tr><th scope="col">Name</th><th scope="col">Role</th><th scope="col">Born</th><th scope="col">Crews</th><th scope="col">Supervision</th></tr></thead>
          <tbody>{packet.persons.map((p) => {
            const watched = packet.supervision.filter((s) => s.personId === p.id);
            return (
              <tr key={p.id}>
                <td class="nowrap"><Link to={`/persons/${p.id}`}>{p.label}</Link></td><td>{p.roles.map(word).join(', ')}</td><td class="nowrap">{p.person.dob ?? ''}</td><td>{(p.person.groups ?? []).join(', ')}</td>
                <td>{watched.map((s) => <div key={s.record}>{word(s.supervision.kind)}, <span class={s.supervision.status === 'absconded' ? 'late' : ''}>{s.supervision.status}</span>{s.firearmsForbidden && <>; <span class="late">no firearms</span></>}
                  {s.supervision.officer !== undefined && <div class="small quiet">{[s.supervision.officer.name, s.supervision.officer.phone, s.supervision.officer.email].filter(Boolean).join(', ')}</div>}</div>)}</td>
              </tr>
            );
          })}</tbody>
        </table>
      )}
    </Panel>
  );
}

function Things({ packet }: { packet: LeadPacket }): JSX.Element | null {
  const firearms = packet.guns.flatMap((g) => g.firearms);
  if (firearms.length + packet.traces.length + packet.vehicles.length + packet.arrests.length + packet.gunshots.length === 0) return null;
  return (
    <Panel title="Guns, traces, vehicles, arrests">
      <div class="stack">
        {firearms.map((f) => <div key={f.id}><strong>Recovered firearm</strong> {[f.recovery.make, f.recovery.model, f.recovery.caliber].filter(Boolean).join(' ')}, serial {f.recovery.serial ?? 'unknown'}, <Day at={f.recovery.recoveredAt} />, case {f.recovery.caseNumber}</div>)}
        {packet.traces.map((t) => <div key={t.record}><strong>Trace {t.trace.traceNumber}</strong> {t.trace.make} {t.trace.model ?? ''}: {t.trace.purchasedAt === undefined ? 'no purchase known' : `bought ${dateOnly(t.trace.purchasedAt)}`}{t.trace.ffl !== undefined && ` at ${[t.trace.ffl.name, t.trace.ffl.city, t.trace.ffl.state].filter(Boolean).join(', ')}`}{t.daysToCrime !== undefined && `, ${plural(t.daysToCrime, 'day')} to recovery`}{t.index?.value !== undefined && `, trafficking index ${t.index.value.toFixed(0)}`}{t.doubt !== undefined && <div class="soon">In doubt: {t.doubt}</div>}</div>)}
        {packet.arrests.map((a) => <div key={a.record}><strong>Arrest</strong> {personName(a.arrest.person)}, <Day at={a.arrest.arrestedAt} />: {a.arrest.offenses.join(', ')}</div>)}
        {packet.vehicles.slice(0, 12).map((v) => <div key={v.id}><strong class="mono">{v.plate}</strong> {v.state ?? ''}: {plural(v.sightings, 'read')} near {plural(v.cases, 'case')}</div>)}
        {packet.gunshots.slice(0, 8).map((g) => <div key={g.id + g.caseKey}><strong>Gunshots heard</strong> <Time at={g.detectedAt} />{g.rounds !== undefined && `, ${plural(g.rounds, 'round')}`}, {metres(g.metres)} from the case</div>)}
      </div>
    </Panel>
  );
}

function Told({ lead }: { lead: LeadView }): JSX.Element {
  return (
    <Panel title="Who was told" flush>
      <table>
        <thead><tr><th scope="col">Agency</th><th scope="col">Told</th><th scope="col">Acknowledged</th></tr></thead>
        <tbody>{lead.heard.map((h) => (
          <tr key={h.ori}><td class="mono">{h.ori}{lead.unregistered.includes(h.ori) && <div class="small quiet">not in the registry</div>}</td><td><Time at={h.toldAt} /></td>
            <td>{h.acknowledgedAt !== undefined ? <Time at={h.acknowledgedAt} /> : h.acknowledgeBy === undefined ? '' : <span class={Date.parse(h.acknowledgeBy) < Date.now() ? 'late' : 'quiet'}>due <Time at={h.acknowledgeBy} /></span>}</td></tr>
        ))}</tbody>
      </table>
      <details style={{ padding: '0 0.75rem 0.5rem' }}><summary>{plural(lead.released.length, 'release')}</summary>
        <ul>{lead.released.map((r) => <li key={r.version}>Version {r.version}, <Time at={r.sentAt} />: {r.releases.map((x) => x.ori + (x.withheld.length > 0 ? ` (withheld: ${x.withheld.join(', ')})` : '')).join('; ')}</li>)}</ul>
      </details>
    </Panel>
  );
}

function Sources({ lead }: { lead: LeadView }): JSX.Element {
  return (
    <Panel title="Sources" flush>
      <table>
        <thead><tr><th scope="col">Source</th><th scope="col">Answer</th><th scope="col">As of</th></tr></thead>
        <tbody>{lead.enrichment.map((s) => <tr key={s.source}><td>{word(s.source)}</td><td>{s.notConnected ? 'Not connected' : word(s.status)}{s.detail !== undefined && <div class="small quiet">{s.detail}</div>}</td><td><Time at={s.asOf} /></td></tr>)}</tbody>
      </table>
    </Panel>
  );
}

function Notes({ lead }: { lead: LeadView }): JSX.Element {
  const all = useMemo(() => [
    ...lead.notes.map((n) => ({ at: n.at, by: n.by, what: word(n.kind), text: n.text })),
    ...lead.outcomes.map((o) => ({ at: o.at, by: o.agency ?? o.by, what: `Outcome: ${word(o.kind).toLowerCase()}`, text: o.note })),
  ].sort((a, b) => Date.parse(b.at) - Date.parse(a.at)), [lead]);
  const [most, setMost] = useState(20);
  return (
    <Panel title="Notes and outcomes">
      {all.length === 0 ? <Nothing>Nobody has done anything with it yet.</Nothing> : <ul class="feed">{all.slice(0, most).map((n, i) => <li key={i}><strong>{n.what}</strong> <span class="quiet small">{n.by}, <Time at={n.at} /></span>{n.text !== undefined && <div>{n.text}</div>}</li>)}</ul>}
      {all.length > most && <button type="button" onClick={() => setMost(most + 50)}>Show more</button>}
    </Panel>
  );
}
