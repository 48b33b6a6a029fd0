import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { get, query } from '../api';
import { plural, span, word } from '../format';
import { Link, go, type Place } from '../router';
import type { ClockTable, DeliveredPacket, Page } from '../types';
import { BandTag, Nothing, Panel, Shown, Time, useAsk, useNow, useTitle } from '../ui';

type Row = ClockTable['rows'][number];
const hours = (h: number | undefined): string => h === undefined ? '' : h < 1 ? `${Math.round(h * 60)} min` : h < 72 ? `${h.toFixed(1)} h` : `${(h / 24).toFixed(1)} d`;

export function AgencyPages({ id, place }: { id: string; place: Place }): JSX.Element {
  return id === '' ? <Agencies place={place} /> : <Inbox ori={id} all={place.query.get('state') === 'all'} month={place.query.get('month')} />;
}

/** How each agency's inbox fares: what it has acknowledged, how fast, and what it lets lie. */
function Agencies({ place }: { place: Place }): JSX.Element {
  useTitle('Agencies');
  const month = place.query.get('month') ?? '';
  const table = useAsk((signal) => get<ClockTable>(`/api/v1/clocks${query({ month })}`, signal), [month]);
  return (
    <>
      <header><h1>Inboxes by agency</h1>
        <label class="no-print">Month <input type="month" value={month === '' ? table.value?.month ?? '' : month} onChange={(e) => go(`/agencies${query({ month: e.currentTarget.value })}`)} /></label>
      </header>
      <Shown of={table}>{(t) => <Table of={t} />}</Shown>
    </>
  );
}

const nameOf = (table: ClockTable | null, agency: string): string | undefined => table?.rows.find((r) => r.agency === agency)?.name;

function Table({ of }: { of: ClockTable }): JSX.Element {
  const agencies = [...new Set(of.rows.filter((r) => r.stage === 'acknowledged' || r.stage === 'firstAction').map((r) => r.agency ?? ''))];
  const row = (agency: string, stage: string): Row | undefined => of.rows.find((r) => (r.agency ?? '') === agency && r.stage === stage);
  return (
    <>
      <p class="quiet">{plural(of.leads, 'lead')} made in {of.month} ({of.timeZone}). Hours run from the packet to the acknowledgement, and to the first outcome.{of.truncated && ' There are more leads than one table counts.'}</p>
      <Panel title="Acknowledgement and first action" flush>
        {agencies.length === 0 ? <div class="body"><Nothing>No lead was made in this month.</Nothing></div> : (
          <table>
            <thead><tr><th scope="col">Agency</th><th scope="col" class="number">Waiting</th><th scope="col" class="number">Acknowledged</th><th scope="col" class="number">Median</th><th scope="col" class="number">90 %</th><th scope="col" class="number">In time</th><th scope="col" class="number">Late</th><th scope="col" class="number">First action, median</th></tr></thead>
            <tbody>{agencies.map((a) => {
              const ack = row(a, 'acknowledged');
              return (
                <tr key={a}>
                  <td>{a === '' ? <strong>The region</strong> : <>{nameOf(of, a) ?? <span class="quiet">Not in the registry</span>} <Link to={`/agencies/${a}${query({ month: of.month })}`} class="mono small">{a}</Link></>}</td>
                  <td class="number">{ack?.open ?? ''}</td><td class="number">{ack?.count ?? ''}</td><td class="number">{hours(ack?.p50)}</td><td class="number">{hours(ack?.p90)}</td>
                  <td class="number">{ack?.within === undefined ? '' : `${Math.round(ack.within * 100)} %`}</td><td class={`number ${(ack?.breaches ?? 0) > 0 ? 'late' : ''}`}>{ack?.breaches ?? ''}</td><td class="number">{hours(row(a, 'firstAction')?.p50)}</td>
                </tr>
              );
            })}</tbody>
          </table>
        )}
      </Panel>
    </>
  );
}

/** What waits in one agency's inbox, entry by entry. The month is the one of the table from which somebody came. */
function Inbox({ ori, all, month }: { ori: string; all: boolean; month: string | null }): JSX.Element {
  const [pages, setPages] = useState(1);
  const list = useAsk(async (signal) => {
    const items: DeliveredPacket[] = [];
    let next: string | undefined;
    for (let i = 0; i < pages && (i === 0 || next !== undefined); i++) {
      const page: Page<DeliveredPacket> = await get(`/api/v1/agencies/${encodeURIComponent(ori)}/inbox${query({ state: all ? 'all' : null, limit: 100, cursor: next })}`, signal);
      items.push(...page.items);
      next = page.next;
    }
    return { items, next };
  }, [ori, all, pages]);
  const name = nameOf(useAsk((signal) => get<ClockTable>(`/api/v1/clocks${query({ month })}`, signal), [month]).value, ori);
  useTitle(`Inbox of ${ori}`);
  const show = (state: string): void => { setPages(1); go(`/agencies/${encodeURIComponent(ori)}${query({ state, month })}`, true); };
  return (
    <>
      <header>
        <div class="row"><h1>Inbox of {name ?? ori}</h1>{name !== undefined && <span class="mono quiet">{ori}</span>}</div>
        <div class="tools"><div class="group" role="group" aria-label="Which packets">
          <button type="button" aria-pressed={!all} onClick={() => show('')}>Waiting</button>
          <button type="button" aria-pressed={all} onClick={() => show('all')}>All</button>
        </div><Link to={`/agencies${query({ month })}`}>All agencies</Link></div>
      </header>
      <Shown of={list}>{({ items, next }) => (
        <>
          <Panel title={all ? 'All packets, newest first' : 'Packets not acknowledged yet, oldest first'} flush>
            {items.length === 0 ? <div class="body"><Nothing>{all ? 'Nothing was ever sent to this agency.' : 'Nothing waits: all that was sent has been acknowledged.'}</Nothing></div> : (
              <table class="list cards">
                <thead><tr><th scope="col">Lead</th><th scope="col" class="number">Version</th><th scope="col">Because</th><th scope="col">Band</th><th scope="col">Issued</th><th scope="col">Acknowledged</th><th scope="col">Sent by</th></tr></thead>
                <tbody>{items.map((p) => (
                  <tr key={p.packetId}>
                    <td class="lead"><Link to={`/leads/${p.leadId}`} data-row>{p.leadNumber ?? p.leadId}</Link></td>
                    <td class="number" data-name="Version">{p.version}</td><td>{word(p.reason)}</td><td><BandTag band={p.band} /></td><td data-name="Issued"><Time at={p.issuedAt} /></td>
                    <td data-name="Acknowledged"><Acknowledged of={p} /></td><td data-name="Sent by">{p.sentBy.map((w) => word(w).toLowerCase()).join(', ')}</td>
                  </tr>
                ))}</tbody>
              </table>
            )}
          </Panel>
          {next !== undefined && <button type="button" onClick={() => setPages(pages + 1)}>Show more</button>}
        </>
      )}</Shown>
    </>
  );
}

function Acknowledged({ of }: { of: DeliveredPacket }): JSX.Element {
  const now = useNow(60_000);
  if (of.acknowledgedAt !== undefined) return <><Time at={of.acknowledgedAt} />{of.acknowledgeBy !== undefined && Date.parse(of.acknowledgedAt) > Date.parse(of.acknowledgeBy) && <> <span class="late">{span(Date.parse(of.acknowledgedAt) - Date.parse(of.acknowledgeBy))} late</span></>}</>;
  if (of.acknowledgeBy === undefined) return <span class="quiet">Not yet; no clock runs</span>;
  const left = Date.parse(of.acknowledgeBy) - now;
  return left < 0 ? <span class="late">Overdue since <Time at={of.acknowledgeBy} /> ({span(left)})</span> : <>Due in {span(left)}</>;
}
