import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { get, query } from '../api';
import { word } from '../format';
import { Link, go, type Place } from '../router';
import type { SearchHit } from '../types';
import { Nothing, Panel, Records, Shown, useAsk, useTitle } from '../ui';

export function Search({ place }: { place: Place }): JSX.Element {
  useTitle('Search');
  const q = place.query.get('q') ?? '';
  const box = useRef<HTMLInputElement>(null);
  return (
    <>
      <header><h1>Search</h1></header>
      <form class="search" role="search" onSubmit={(e) => { e.preventDefault(); const text = box.current!.value.trim(); if (text !== '') go(`/search${query({ q: text })}`); }}>
        <input ref={box} data-search key={q} defaultValue={q} aria-label="Search" placeholder="Case, lead, serial, plate, crew, FBI number" maxLength={200} autoFocus />
        <button type="submit" class="primary">Search</button>
      </form>
      <p class="small quiet">By case, lead or serial number, plate, crew, FBI number, or a name with a date of birth (2001-05-17). Searches are recorded.</p>
      {q !== '' && <Found q={q} />}
    </>
  );
}

function Found({ q }: { q: string }): JSX.Element {
  const found = useAsk((signal) => get<{ items: SearchHit[] }>(`/api/v1/search${query({ q })}`, signal), [q]);
  return (
    <Shown of={found}>{({ items }) => items.length === 0 ? <Nothing>Nothing on record is called that.</Nothing> : (
      <Panel title="Found" flush>
        <table class="cards">
          <thead><tr><th scope="col">What</th><th scope="col">Name</th><th scope="col">Leads</th><th scope="col">Records</th></tr></thead>
          <tbody>{items.map((h) => (
            <tr key={h.kind + h.id}>
              <td>{word(h.kind)}</td><td>{target(h) === null ? h.label : <Link to={target(h)!} data-row>{h.label}</Link>}</td>
              <td>{h.leads.slice(0, 10).map((l) => <div key={l}><Link to={`/leads/${l}`} class="mono">{l}</Link></div>)}{h.leads.length > 10 && `and ${h.leads.length - 10} more`}</td><td><Records of={h.records} /></td>
            </tr>
          ))}</tbody>
        </table>
      </Panel>
    )}</Shown>
  );
}

function target(hit: SearchHit): string | null {
  const pages: Record<string, string> = { 'ld': 'leads', 'gn': 'guns', 'pr': 'persons' };
  const page = pages[hit.id.split('-')[0] ?? ''];
  return page === undefined ? null : `/${page}/${hit.id}`;
}
