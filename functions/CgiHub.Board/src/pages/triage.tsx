import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { get, query } from '../api';
import { ago, plural, points, word } from '../format';
import { hear } from '../live';
import { Link, go, type Place } from '../router';
import type { Digest, DigestLead, LeadEntry, Page } from '../types';
import { BandTag, Fault, Nothing, Running, StatusTag, say, useAsk, useNow, useTitle } from '../ui';

const bands = ['', 'immediate', 'high', 'medium', 'low'];
const stages = ['packetSent', 'acknowledged', 'firstAction', 'entered', 'imaged', 'lead'];
const orders: [string, string][] = [['priority', 'Highest first'], ['breach', 'Due first'], ['received', 'Newest first'], ['untouched', 'Longest untouched']];
const pageSize = 100;

/** The triage list. Its filters stand in the address, so that a view can be kept and sent. */
export function Triage({ place }: { place: Place }): JSX.Element {
  useTitle('Triage');
  const filter = (name: string): string => place.query.get(name) ?? '';
  const address = place.query.toString();
  const [pages, setPages] = useState(1);
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const now = useNow();
  const list = useAsk((signal) => load(place.query, pages, signal), [address, pages]);
  const digest = useAsk((signal) => get<Digest>('/api/v1/digest', signal), []);
  const risen = useMemo(() => new Map((digest.value?.risen ?? []).map((r) => [r.leadId, r])), [digest.value]);
  const box = useRef<HTMLInputElement>(null);

  useEffect(() => setPages(1), [address]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let changed = new Set<string>();
    const stop = hear((news) => {
      if (news.kind === 'lead') changed.add(news.change.leadId);
      clearTimeout(timer);
      timer = setTimeout(() => {
        setFresh(changed);
        if (changed.size > 0) say(`${plural(changed.size, 'lead')} changed.`);
        changed = new Set();
        list.again();
      }, 500);
    });
    return () => { stop(); clearTimeout(timer); };
  }, []);

  const set = (name: string, value: string): void => {
    const next = new URLSearchParams(place.query);
    if (value === '') next.delete(name);
    else next.set(name, value);
    go(`/${query(Object.fromEntries(next))}`, true);
  };
  const items = list.value?.items ?? [];
  return (
    <>
      <header>
        <h1>Triage</h1>
        <span class="quiet" role="status">{list.value === null ? 'Loading…' : `${plural(items.length, 'lead')}${list.value.next === undefined ? '' : ' and more'}`}</span>
      </header>
      <div class="tools" role="group" aria-label="Filters">
        <div class="group" role="group" aria-label="Band">
          {bands.map((b) => <button type="button" key={b} aria-pressed={filter('band') === b} onClick={() => set('band', b)}>{b === '' ? 'All bands' : word(b)}</button>)}
        </div>
        <select aria-label="Status" value={filter('status')} onChange={(e) => set('status', e.currentTarget.value)}>
          <option value="">Any status</option><option value="lead">Leads</option><option value="hit">Hits</option><option value="eliminated">Eliminated</option>
        </select>
        <select aria-label="Clock that is late" value={filter('clock')} onChange={(e) => set('clock', e.currentTarget.value)}>
          <option value="">Any clock</option>{stages.map((s) => <option key={s} value={s}>Late: {word(s)}</option>)}
        </select>
        <select aria-label="Order" value={filter('order') || 'priority'} onChange={(e) => set('order', e.currentTarget.value === 'priority' ? '' : e.currentTarget.value)}>
          {orders.map(([value, text]) => <option key={value} value={value}>{text}</option>)}
        </select>
        <form class="search" role="search" onSubmit={(e) => { e.preventDefault(); set('q', box.current!.value.trim()); }}>
          <input ref={box} data-search aria-label="Filter by lead, case or person assigned" placeholder="Lead, case, assignee" defaultValue={filter('q')} key={filter('q')} maxLength={200} />
          <input aria-label="Agency (ORI)" placeholder="Agency (ORI)" style={{ width: '7.5rem' }} maxLength={9} defaultValue={filter('agency')} onChange={(e) => set('agency', e.currentTarget.value.trim().toUpperCase())} />
          <button type="submit">Filter</button>
        </form>
        {address !== '' && <button type="button" class="plain" onClick={() => go('/', true)}>Clear</button>}
      </div>
      {list.fault !== null && <Fault of={list.fault} again={list.again} />}
      {list.value !== null && (
        <section class="panel" aria-label="Leads">
          {items.length === 0 ? <div class="body"><Nothing>{address === '' ? 'There are no leads yet. They come with the NIBIN feed.' : 'No lead passes these filters.'}</Nothing></div> : (
            <table class="list cards">
              <thead><tr>
                <th scope="col">Band</th><th scope="col" class="number">Points</th><th scope="col">Lead</th><th scope="col" class="number">Cases</th><th scope="col">Next clock</th><th scope="col">Why</th><th scope="col">Agencies</th><th scope="col">Received</th><th scope="col">Assigned to</th>
              </tr></thead>
              <tbody>{items.map((lead) => <Row key={lead.leadId} lead={lead} now={now} risen={risen.get(lead.leadId)} fresh={fresh.has(lead.leadId)} />)}</tbody>
            </table>
          )}
        </section>
      )}
      {list.value?.next !== undefined && <div><button type="button" disabled={list.busy} onClick={() => setPages(pages + 1)}>Show more</button></div>}
    </>
  );
}

function Row({ lead, now, risen, fresh }: { lead: LeadEntry; now: number; risen: DigestLead | undefined; fresh: boolean }): JSX.Element {
  const gone = lead.status === 'eliminated';
  return (
    <tr class={`${gone ? 'gone' : ''} ${fresh ? 'fresh' : ''}`}>
      <td><BandTag band={lead.band} /></td>
      <td class="number" data-name="Points">{points(lead.score)}{risen?.rise !== undefined && <div class="soon small" title={risen.fromBand === undefined ? 'Rose with the news of the last day' : `Rose from ${word(risen.fromBand)} with the news of the last day`}>rose {points(risen.rise)}</div>}</td>
      <td class="name"><Link to={`/leads/${lead.leadId}`} class="lead" data-row>{lead.leadNumber}</Link> {lead.status === 'lead' ? '' : <StatusTag status={lead.status} />}</td>
      <td class="number" data-name="Cases">{lead.cases.length}</td>
      <td class="one" data-name="Clock">{gone ? '' : <Running clock={lead.nextClock} now={now} />}{!gone && lead.nextClock === undefined && <span class="quiet">All reached</span>}</td>
      <td class="why">{lead.because[0] ?? <span class="quiet">Nothing raises it.</span>} {lead.because.length > 1 && <small>{lead.because.slice(1).join(' ')}</small>}</td>
      <td data-name="Agencies" class="small one"><span title={lead.owners.join(', ')}>{lead.owners[0]}{lead.owners.length > 1 && ` +${lead.owners.length - 1}`}</span></td>
      <td class="one small quiet" data-name="Received">{ago(lead.receivedAt, now)}</td>
      <td data-name="Assigned to">{lead.assignedTo ?? ''}</td>
    </tr>
  );
}

async function load(filters: URLSearchParams, pages: number, signal: AbortSignal): Promise<Page<LeadEntry>> {
  const items: LeadEntry[] = [];
  let next: string | undefined;
  for (let i = 0; i < pages && (i === 0 || next !== undefined); i++) {
    const page: Page<LeadEntry> = await get(`/api/v1/leads${query({ ...Object.fromEntries(filters), limit: pageSize, cursor: next })}`, signal);
    items.push(...page.items);
    next = page.next;
  }
  return next === undefined ? { items } : { items, next };
}
