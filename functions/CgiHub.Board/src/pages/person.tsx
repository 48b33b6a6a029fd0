import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { get, post } from '../api';
import { plural, word } from '../format';
import { Link, go } from '../router';
import { session } from '../session';
import type { PersonFile } from '../types';
import { Day, FormModal, Nothing, Panel, Reasons, Records, Shown, Time, say, useAsk, useTitle } from '../ui';

/** One person with all records, why these were joined, who else they may be; and the supervisor's decision about both. */
export function PersonPage({ id }: { id: string }): JSX.Element {
  const file = useAsk((signal) => get<PersonFile>(`/api/v1/persons/${encodeURIComponent(id)}`, signal), [id]);
  useTitle(file.value?.label ?? 'Person');
  return <Shown of={file}>{(person) => <File person={person} again={file.again} />}</Shown>;
}

const citation = (r: PersonFile['records'][number]): string => `${r.ref.feed}/${r.ref.agency}/${r.ref.sourceId}`;

function File({ person, again }: { person: PersonFile; again: () => void }): JSX.Element {
  const supervisor = session.has('Cgic.Supervisor');
  const splits = supervisor && person.records.length > 1;
  const [join, setJoin] = useState<{ id: string; label: string } | null>(null);
  const [split, setSplit] = useState(false);
  const [marked, mark] = useState<ReadonlySet<string>>(new Set());
  const p = person.person;
  const decided = (next: PersonFile | null): void => {
    say('The decision is entered; leads that show them are looked at again.');
    if (next !== null && next.id !== person.id) go(`/persons/${next.id}`);
    else again();
  };
  return (
    <>
      <header><div class="row"><h1>{person.label}</h1>{person.roles.map((r) => <span class="tag" key={r}>{word(r)}</span>)}</div><span class="quiet mono">{person.id}</span></header>
      <div class="two">
        <div class="stack">
          <Panel title="Records" flush extra={splits ? <button type="button" disabled={marked.size === 0 || marked.size === person.records.length} onClick={() => setSplit(true)}>Split off {marked.size === 0 ? 'marked records' : marked.size}</button> : undefined}>
            <table>
              <thead><tr>{splits && <th scope="col"><span class="seen">Mark</span></th>}<th scope="col">Feed</th><th scope="col">Record</th><th scope="col">Agency</th><th scope="col">Received</th></tr></thead>
              <tbody>{person.records.map((r) => {
                const name = citation(r);
                return (
                  <tr key={name}>
                    {splits && <td><input type="checkbox" aria-label={`Mark ${name}`} checked={marked.has(name)} onChange={() => { const next = new Set(marked); if (!next.delete(name)) next.add(name); mark(next); }} /></td>}
                    <td>{word(r.ref.feed)}</td><td class="mono">{r.ref.sourceId}</td><td class="mono">{r.ref.agency}</td><td><Time at={r.ref.receivedAt} /></td>
                  </tr>
                );
              })}</tbody>
            </table>
          </Panel>
          <Panel title="Why these are one person">{person.because.length === 0 ? <Nothing>There is one record; nothing had to be joined.</Nothing> : <Reasons of={person.because} />}</Panel>
          <Panel title="Who else they may be">
            {person.passedOver > 0 && <p class="quiet">Too many records are alike in {plural(person.passedOver, 'way')} to compare them all: a common name.</p>}
            {person.possible.length === 0 ? <Nothing>Nobody on record is like enough.</Nothing> : (
              <div class="stack">{person.possible.map((o) => (
                <div key={o.id}>
                  <div class="spread"><span><Link to={`/persons/${o.id}`}>{o.label}</Link> <span class="quiet small">weight {o.weight.toFixed(1)}</span></span>{supervisor && <button type="button" onClick={() => setJoin(o)}>Join</button>}</div>
                  <Reasons of={o.because} /><Records of={o.records} />
                </div>
              ))}</div>
            )}
          </Panel>
        </div>
        <div class="stack">
          <Panel title="Particulars">
            <dl class="facts">
              {p.dob !== undefined && <><dt>Born</dt><dd>{p.dob}</dd></>}
              {p.sex !== undefined && <><dt>Sex</dt><dd>{p.sex}</dd></>}
              {p.race !== undefined && <><dt>Race</dt><dd>{p.race}</dd></>}
              {(p.aliases ?? []).length > 0 && <><dt>Also called</dt><dd>{p.aliases!.join(', ')}</dd></>}
              {(p.ids ?? []).map((i) => <><dt>{i.type}</dt><dd class="mono">{i.value}{i.state !== undefined && ` (${i.state})`}</dd></>)}
              {(p.phones ?? []).length > 0 && <><dt>Phone</dt><dd>{p.phones!.join(', ')}</dd></>}
              {p.address !== undefined && <><dt>Address</dt><dd>{p.address}</dd></>}
              {(p.groups ?? []).length > 0 && <><dt>Crews</dt><dd>{p.groups!.join(', ')}</dd></>}
            </dl>
          </Panel>
          <Panel title="Leads">{person.leads.length === 0 ? <Nothing>They are on no lead's path.</Nothing> : <ul>{person.leads.map((l) => <li key={l}><Link to={`/leads/${l}`} class="mono">{l}</Link></li>)}</ul>}</Panel>
          {person.decisions.length > 0 && <Panel title="Decisions"><ul class="feed">{person.decisions.map((d, i) => <li key={i}><strong>{d.kind === 'join' ? 'Joined' : 'Split'}</strong> <span class="small quiet">{d.by}, <Day at={d.at} /></span><div>{d.reason}</div></li>)}</ul></Panel>}
        </div>
      </div>
      {join !== null && (
        <FormModal title={`${person.label} and ${join.label} are one person`} verb="Join them" onClose={() => setJoin(null)} send={async (form) => decided((await post<PersonFile>(`/api/v1/persons/${person.id}/join`, { with: join.id, reason: String(form.get('reason')).trim() }))?.body ?? null)}>
          <p>This holds for everybody, and outlives new versions of the records.</p>
          <label class="field"><span>Why</span><textarea name="reason" required maxLength={1000} autoFocus /></label>
        </FormModal>
      )}
      {split && (
        <FormModal title={`${marked.size} of ${person.records.length} records are somebody else's`} verb="Split" onClose={() => setSplit(false)} send={async (form) => { decided((await post<PersonFile>(`/api/v1/persons/${person.id}/split`, { records: [...marked], reason: String(form.get('reason')).trim() }))?.body ?? null); mark(new Set()); }}>
          <p>The marked records leave this person. This holds for everybody, and outlives new versions of the records.</p>
          <label class="field"><span>Why</span><textarea name="reason" required maxLength={1000} autoFocus /></label>
        </FormModal>
      )}
    </>
  );
}
