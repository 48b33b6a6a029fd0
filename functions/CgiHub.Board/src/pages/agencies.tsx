import type { JSX } from 'preact';
import { get, query } from '../api';
import { plural } from '../format';
import { go, type Place } from '../router';
import type { ClockTable } from '../types';
import { Nothing, Panel, Shown, useAsk, useTitle } from '../ui';

type Row = ClockTable['rows'][number];
const hours = (h: number | undefined): string => h === undefined ? '' : h < 1 ? `${Math.round(h * 60)} min` : h < 72 ? `${h.toFixed(1)} h` : `${(h / 24).toFixed(1)} d`;

/** How each agency's inbox fares: what it has acknowledged, how fast, and what it lets lie. */
export function Agencies({ place }: { place: Place }): JSX.Element {
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
                  <td>{a === '' ? <strong>The region</strong> : <>{of.rows.find((r) => r.agency === a)?.name ?? <span class="quiet">Not in the registry</span>} <span class="mono small quiet">{a}</span></>}</td>
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
