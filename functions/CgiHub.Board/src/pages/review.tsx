import { Fragment, type JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Refused, get, post, query } from '../api';
import { personName, span, when, word } from '../format';
import type { HeldRecord, HoldingReview, Page, Person } from '../types';
import { FormModal, Nothing, Panel, Shown, Time, say, useAsk, useNow, useTitle } from '../ui';

type Decision = 'approve' | 'decline';
const feeds: Record<string, string> = { osint: 'Open-source item', incidents: 'Incident', firearms: 'Recovered firearm', traces: 'Trace', arrests: 'Arrest', supervision: 'Supervision' };

/** Records that are nowhere in the hub until a supervisor has let them in. */
export function Review(): JSX.Element {
  useTitle('Review');
  const now = useNow(60_000);
  const [pages, setPages] = useState(1);
  const [deciding, setDeciding] = useState<{ held: HeldRecord; as: Decision } | null>(null);
  const waiting = useAsk(async (signal) => {
    const items: HeldRecord[] = [];
    let next: string | undefined;
    for (let i = 0; i < pages && (i === 0 || next !== undefined); i++) {
      const page: Page<HeldRecord> = await get(`/api/v1/admin/holding${query({ limit: 20, cursor: next })}`, signal);
      items.push(...page.items);
      next = page.next;
    }
    return { items, next };
  }, [pages]);
  return (
    <>
      <header><h1>Waiting for review</h1><button type="button" class="no-print" onClick={waiting.again}>Look again</button></header>
      <Shown of={waiting}>{({ items, next }) => (
        <>
          {items.length === 0 && <Nothing>Nothing waits. Only the feeds that the admin named wait for a review; the others come in at once.</Nothing>}
          {items.map((held) => (
            <Panel key={held.recordId + held.revision} title={`${feeds[held.feed] ?? word(held.feed)} ${held.sourceId} of ${held.agency}`} extra={<span class={Date.parse(held.until) - now < 3 * 86_400_000 ? 'soon' : 'small quiet'}>Gone in {span(Date.parse(held.until) - now)} if nobody decides</span>}>
              <div class="stack">
                {held.replaces === true && <p class="notice">An earlier content of this record was let in, and stands until this one is.</p>}
                <Facts of={held.record} />
                <p class="small quiet">Received <Time at={held.receivedAt} /></p>
                <div class="row">
                  <button type="button" onClick={() => setDeciding({ held, as: 'approve' })}>Let it in</button>
                  <button type="button" class="grave" onClick={() => setDeciding({ held, as: 'decline' })}>Decline</button>
                </div>
              </div>
            </Panel>
          ))}
          {next !== undefined && <div><button type="button" onClick={() => setPages(pages + 1)}>Show more</button></div>}
        </>
      )}</Shown>
      {deciding !== null && <Decide held={deciding.held} as={deciding.as} onClose={() => setDeciding(null)} again={waiting.again} />}
    </>
  );
}

/** A decision is about the content that was read: where its sender has sent another since, the hub refuses it, and the list shows that one. */
function Decide({ held, as, onClose, again }: { held: HeldRecord; as: Decision; onClose: () => void; again: () => void }): JSX.Element {
  const before = useAsk((signal) => get<Page<HoldingReview>>(`/api/v1/admin/holding/${held.recordId}/reviews${query({ limit: 10 })}`, signal), [held.recordId]);
  const approving = as === 'approve';
  return (
    <FormModal title={`${approving ? 'Let in' : 'Decline'} ${held.sourceId} of ${held.agency}`} verb={approving ? 'Let it in' : 'Decline'} grave={!approving} onClose={onClose} send={async (form) => {
      try {
        await post(`/api/v1/admin/holding/${held.recordId}/${as}`, { revision: held.revision, reason: String(form.get('reason') ?? '').trim() });
      } catch (failure) {
        if (failure instanceof Refused && (failure.status === 404 || failure.status === 409)) again();
        throw failure;
      }
      say(approving ? 'Let in: the leads that it belongs to are looked at.' : 'Declined: it is gone, and the same content is refused.');
      again();
    }}>
      <p>{approving ? 'It goes onto case maps and into packets from now on, and its period begins.' : 'It is gone for good, and the same content is refused. A mended one waits for a review of its own.'}</p>
      {before.value !== null && before.value.items.length > 0 && (
        <>
          <p class="small quiet">Decided before about this record:</p>
          <ul>{before.value.items.map((r) => <li key={r.revision + r.at}>{word(r.decision)} on {when(r.at)} by {r.by}: {r.reason}</li>)}</ul>
        </>
      )}
      <label class="field"><span>{approving ? 'On what the reasonable suspicion rests' : 'What is missing'}; it is kept, so no names in it</span><textarea name="reason" required maxLength={1000} autoFocus /></label>
    </FormModal>
  );
}

/** What stands in no list of facts: how the wire tells the kinds of records apart, and the id in the title. */
const untold = new Set(['$feed', 'sourceId']);

/** All that a record says, whatever its feed. */
function Facts({ of }: { of: Record<string, unknown> }): JSX.Element {
  return (
    <dl class="facts">{Object.entries(of).filter(([name, value]) => !untold.has(name) && value !== null && value !== '').map(([name, value]) => (
      <Fragment key={name}><dt>{word(name)}</dt><dd><Said of={value} /></dd></Fragment>
    ))}</dl>
  );
}

function Said({ of }: { of: unknown }): JSX.Element {
  if (Array.isArray(of)) return of.every((one) => typeof one !== 'object') ? <>{of.join(', ')}</> : <ul>{of.map((one, i) => <li key={i}><Said of={one} /></li>)}</ul>;
  if (typeof of === 'object' && of !== null) {
    const described = of as Person & Record<string, unknown>;
    if (described.name === undefined && described.fullName === undefined) return <Facts of={described} />;
    const { name: _, fullName: __, ...rest } = described;
    return <><strong>{personName(described)}</strong>{Object.keys(rest).length > 0 && <Facts of={rest} />}</>;
  }
  return typeof of === 'string' && /^\d{4}-\d\d-\d\dT/.test(of) ? <Time at={of} /> : <>{String(of)}</>;
}
