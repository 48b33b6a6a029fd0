import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { get, query } from '../api';
import { dayOf, plural } from '../format';
import { Graph } from '../parts/lazy';
import { Link } from '../router';
import type { Crew, Page } from '../types';
import { Figure, Nothing, Panel, Shown, useAsk, useTitle } from '../ui';

/** Crews, the guns that they share, and who shot at whose people. */
export function Crews(): JSX.Element {
  useTitle('Crews');
  const crews = useAsk(async (signal) => {
    const items: Crew[] = [];
    let next: string | undefined;
    do {
      const page: Page<Crew> = await get(`/api/v1/groups${query({ limit: 100, cursor: next })}`, signal);
      items.push(...page.items);
      next = page.next;
    } while (next !== undefined && items.length < 300);
    return { items, more: next !== undefined };
  }, []);
  return (
    <>
      <header><h1>Crews and the guns between them</h1><span class="quiet">Criminal intelligence: 28 CFR Part 23</span></header>
      <Shown of={crews}>{({ items, more }) => items.length === 0 ? <Nothing>No record names a crew on a gun's path.</Nothing> : (
        <>
          {more && <div class="notice">There are more crews than one picture holds; these are the first by name.</div>}
          <Picture crews={items} />
          <Panel title="Crews" flush>
            <table class="cards">
              <thead><tr><th scope="col">Crew</th><th scope="col">Guns</th><th scope="col">Ties</th></tr></thead>
              <tbody>{items.map((c) => (
                <tr key={c.id}>
                  <td><strong>{c.name}</strong></td>
                  <td>{c.guns.slice(0, 8).map((g) => <div key={g.id}><Link to={`/guns/${g.id}`} class="mono">{g.id}</Link> <span class="small quiet">{plural(g.cases, 'case')}, newest {dayOf(g.newestAt)}{g.recovered && ', recovered'}</span></div>)}{(c.guns.length > 8 || c.more) && <span class="small quiet">and more</span>}</td>
                  <td>{c.ties.map((t) => <div key={t.id}>{t.name}: <span class="small quiet">{[t.guns.length > 0 && plural(t.guns.length, 'shared gun'), t.shotAt.length > 0 && `shot at them in ${plural(t.shotAt.length, 'case')}`, t.shotBy.length > 0 && `shot by them in ${plural(t.shotBy.length, 'case')}`].filter(Boolean).join(', ')}</span></div>)}</td>
                </tr>
              ))}</tbody>
            </table>
          </Panel>
        </>
      )}</Shown>
    </>
  );
}

function Picture({ crews }: { crews: Crew[] }): JSX.Element {
  const [chosen, choose] = useState<string | null>(null);
  const { nodes, edges } = useMemo(() => {
    const guns = new Map<string, { cases: number; crews: string[] }>();
    for (const c of crews) for (const g of c.guns.filter((x) => x.heldBy.includes(c.name))) guns.set(g.id, { cases: g.cases, crews: [...(guns.get(g.id)?.crews ?? []), c.id] });
    const between = [...guns].filter(([, g]) => g.crews.length > 1);
    const known = new Set(crews.map((c) => c.id));
    return {
      nodes: [
        ...crews.map((c) => ({ id: c.id, label: c.name, token: '--node-group', shape: 'hexagon', more: 0, from: c.id === chosen })),
        ...between.map(([id, g]) => ({ id, label: `${id.slice(0, 9)}…, ${plural(g.cases, 'case')}`, token: '--node-gun', shape: 'star', more: 0 })),
      ],
      edges: [
        ...between.flatMap(([id, g]) => g.crews.map((c) => ({ id: `${c}|${id}`, from: c, to: id, label: 'had', weak: false }))),
        ...crews.flatMap((c) => c.ties.filter((t) => t.shotAt.length > 0 && known.has(t.id)).map((t) => ({ id: `${c.id}>${t.id}`, from: c.id, to: t.id, label: `shot at ×${t.shotAt.length}`, weak: true }))),
      ],
    };
  }, [crews]);
  return (
    <Panel title="Who shares guns, who shoots at whom">
      <Figure caption="Ties" table={
        <table><thead><tr><th scope="col">Crew</th><th scope="col">Other crew</th><th scope="col" class="number">Shared guns</th><th scope="col" class="number">Shot at them</th><th scope="col" class="number">Shot by them</th></tr></thead>
          <tbody>{crews.flatMap((c) => c.ties.map((t) => <tr key={c.id + t.id}><td>{c.name}</td><td>{t.name}</td><td class="number">{t.guns.length}</td><td class="number">{t.shotAt.length}</td><td class="number">{t.shotBy.length}</td></tr>))}</tbody></table>
      }>
        <Graph nodes={nodes} edges={edges} chosen={chosen} onChoose={choose} onGrow={() => undefined} label="Crews and guns" />
      </Figure>
    </Panel>
  );
}
