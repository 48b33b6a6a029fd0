import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { ask, get, post, query } from '../api';
import { ago, plural, word } from '../format';
import { go, type Place } from '../router';
import type { AuditEntry, DeadLetter, Page, SourceReport } from '../types';
import { Fault, FormModal, Nothing, Panel, Shown, Time, say, useAsk, useNow, useTitle } from '../ui';

export function Sources(): JSX.Element {
  useTitle('Sources');
  const now = useNow(5000);
  const sources = useAsk((signal) => get<{ items: SourceReport[] }>('/api/v1/admin/sources', signal), []);
  return (
    <>
      <header><h1>Enrichment sources</h1><button type="button" class="no-print" onClick={sources.again}>Look again</button></header>
      <Shown of={sources}>{({ items }) => (
        <Panel title="Sources" flush extra={<span class="small quiet">As the host that answered sees them</span>}>
          <table>
            <thead><tr><th scope="col">Source</th><th scope="col">Circuit</th><th scope="col" class="number">Answers</th><th scope="col" class="number">Failures</th><th scope="col" class="number">Median</th><th scope="col" class="number">99 %</th><th scope="col">Last answer</th><th scope="col">Last error</th></tr></thead>
            <tbody>{items.map((s) => (
              <tr key={s.source}>
                <td><strong>{word(s.source)}</strong></td>
                <td>{!s.connected ? <span class="tag">Not connected</span> : <span class={`tag ${s.circuit === 'closed' ? 'good' : s.circuit === 'open' ? 'immediate' : 'high'}`}>{s.circuit === 'closed' ? 'Well' : s.circuit === 'open' ? 'Open: left alone' : 'Being tried'}</span>}</td>
                <td class="number">{s.answers}</td><td class="number">{s.failures}</td><td class="number">{s.latencyP50Ms === undefined ? '' : `${Math.round(s.latencyP50Ms)} ms`}</td><td class="number">{s.latencyP99Ms === undefined ? '' : `${Math.round(s.latencyP99Ms)} ms`}</td>
                <td>{s.lastSuccessAt === undefined ? '' : ago(s.lastSuccessAt, now)}</td><td>{s.lastError !== undefined && <>{s.lastError.title} ({s.lastError.number}), {ago(s.lastError.at, now)}<div class="small quiet">{s.lastError.detail}</div></>}</td>
              </tr>
            ))}</tbody>
          </table>
        </Panel>
      )}</Shown>
    </>
  );
}

export function DeadLetters(): JSX.Element {
  useTitle('Dead letters');
  const [fault, setFault] = useState<Error | null>(null);
  const [remove, setRemove] = useState<DeadLetter | null>(null);
  const letters = useAsk((signal) => get<Page<DeadLetter>>(`/api/v1/admin/dead-letters${query({ limit: 100 })}`, signal), []);
  const replay = (letter: DeadLetter): void => {
    setFault(null);
    post(`/api/v1/admin/dead-letters/${encodeURIComponent(letter.id)}/replay`, undefined).then(
      () => { say('Put back into its queue.'); letters.again(); },
      (failure: unknown) => setFault(failure instanceof Error ? failure : new Error(String(failure))),
    );
  };
  return (
    <>
      <header><h1>Dead letters</h1><button type="button" class="no-print" onClick={letters.again}>Look again</button></header>
      {fault !== null && <Fault of={fault} />}
      <Shown of={letters}>{(page) => (
        <Panel title="Messages that could not be handled" flush>
          {page.items.length === 0 ? <div class="body"><Nothing>There are none: every message was handled.</Nothing></div> : (
            <table class="cards">
              <thead><tr><th scope="col">Died</th><th scope="col">Queue</th><th scope="col">Message</th><th scope="col">Why</th><th scope="col" class="number">Tries</th><th scope="col"></th></tr></thead>
              <tbody>{page.items.map((d) => (
                <tr key={d.id}><td><Time at={d.deadAt} /></td><td class="mono">{d.queue}</td><td class="mono small">{d.messageId}{d.subject !== undefined && <div class="quiet">{d.subject}</div>}</td><td>{d.reason}</td><td class="number">{d.deliveries}</td>
                  <td><div class="row"><button type="button" onClick={() => replay(d)}>Replay</button><button type="button" class="grave" onClick={() => setRemove(d)}>Remove</button></div></td></tr>
              ))}</tbody>
            </table>
          )}
        </Panel>
      )}</Shown>
      {remove !== null && (
        <FormModal title="Remove for good" verb="Remove" grave onClose={() => setRemove(null)} send={async () => {
          await ask(`/api/v1/admin/dead-letters/${encodeURIComponent(remove.id)}`, { method: 'DELETE' });
          say('Removed.');
          letters.again();
        }}>
          <p>The message {remove.messageId} of {remove.queue} will never be handled.</p>
        </FormModal>
      )}
    </>
  );
}

export function Audit({ place }: { place: Place }): JSX.Element {
  useTitle('Audit');
  const form = useRef<HTMLFormElement>(null);
  const address = place.query.toString();
  const [pages, setPages] = useState(1);
  const [verified, setVerified] = useState<string | null>(null);
  const entries = useAsk(async (signal) => {
    const items: AuditEntry[] = [];
    let next: string | undefined;
    for (let i = 0; i < pages && (i === 0 || next !== undefined); i++) {
      const page: Page<AuditEntry> = await get(`/api/v1/admin/audit${query({ ...Object.fromEntries(place.query), limit: 100, cursor: next })}`, signal);
      items.push(...page.items);
      next = page.next;
    }
    return { items, next };
  }, [address, pages]);
  const value = (name: string): string => place.query.get(name) ?? '';
  return (
    <>
      <header><h1>Audit</h1>
        <div class="row no-print">{verified !== null && <span role="status">{verified}</span>}<button type="button" onClick={() => { setVerified('Walking the chain…'); get<{ intact: boolean; entries: number }>('/api/v1/admin/audit/verify').then((v) => setVerified(v.intact ? `Intact: ${plural(v.entries, 'entry', 'entries')}.` : 'The chain is broken. The API tells where.'), (failure: unknown) => setVerified(String(failure))); }}>Verify the chain</button></div>
      </header>
      <form ref={form} class="tools" role="search" onSubmit={(e) => {
        e.preventDefault();
        setPages(1);
        const data = new FormData(form.current!);
        const text = (name: string): string => String(data.get(name) ?? '').trim();
        const instant = (name: string): string => (text(name) === '' ? '' : new Date(text(name)).toISOString());
        go(`/audit${query({ subject: text('subject'), function: text('function'), outcome: text('outcome'), from: instant('from'), to: instant('to') })}`);
      }}>
        <input name="subject" data-search aria-label="Subject" placeholder="Who" defaultValue={value('subject')} />
        <input name="function" aria-label="Function" placeholder="Function, such as GetLead" defaultValue={value('function')} />
        <select name="outcome" aria-label="Outcome" defaultValue={value('outcome')}><option value="">Any outcome</option><option value="ok">Went well</option><option value="refused">Refused</option><option value="failed">Failed</option></select>
        <label>From <input type="datetime-local" name="from" /></label><label>to <input type="datetime-local" name="to" /></label>
        <button type="submit">Search</button>
      </form>
      <Shown of={entries}>{({ items, next }) => (
        <>
          <Panel title="Attempts, newest first" flush>
            {items.length === 0 ? <div class="body"><Nothing>No attempt fits.</Nothing></div> : (
              <table class="cards">
                <thead><tr><th scope="col">When</th><th scope="col">Who</th><th scope="col">Function</th><th scope="col">Target</th><th scope="col" class="number">Status</th><th scope="col" class="number">Took</th><th scope="col">Trace</th></tr></thead>
                <tbody>{items.map((e) => (
                  <tr key={e.at + e.sequence + (e.attempt.traceId ?? '')}><td><Time at={e.at} /></td><td data-name="Who">{e.attempt.subject ?? <span class="quiet">nobody known</span>}{e.attempt.agency !== undefined && <div class="small quiet mono">{e.attempt.agency}</div>}</td><td data-name="Function">{e.attempt.function}</td><td class="mono small">{e.attempt.target ?? ''}</td>
                    <td class={`number ${e.attempt.status >= 500 ? 'late' : e.attempt.status >= 400 ? 'soon' : ''}`} data-name="Status">{e.attempt.status}</td><td class="number" data-name="Took">{e.attempt.milliseconds === undefined ? '' : `${e.attempt.milliseconds} ms`}</td><td class="mono small">{e.attempt.traceId?.slice(0, 8) ?? ''}</td></tr>
                ))}</tbody>
              </table>
            )}
          </Panel>
          {next !== undefined && <div><button type="button" onClick={() => setPages(pages + 1)}>Show more</button></div>}
        </>
      )}</Shown>
    </>
  );
}
