import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { dayOf, word } from '../format';
import { Link } from '../router';
import type { CaseMap, Kind, MapNode } from '../types';
import { Figure, Reasons } from '../ui';
import { Graph } from './lazy';

const shapes: Record<Kind, string> = { incident: 'ellipse', exhibit: 'round-rectangle', gun: 'star', firearm: 'diamond', person: 'round-triangle', vehicle: 'rectangle', group: 'hexagon', gunshot: 'vee' };
const kinds = Object.keys(shapes) as Kind[];

/** What a node is called in the picture; the table has it in full. */
const brief = (n: MapNode): string => n.label.replace(/^Exhibit (\S+), case (\S+) of \S+$/, '$2, exhibit $1').replace(/^Presumed gun of /, 'Gun of ');

/** A case map that begins at a gun and grows from node to node, as somebody asks. */
export function CaseMapView({ map, from }: { map: CaseMap; from: string }): JSX.Element {
  const around = useMemo(() => {
    const found = new Map<string, Set<string>>(map.nodes.map((n) => [n.id, new Set<string>()]));
    for (const l of map.links) {
      found.get(l.from)?.add(l.to);
      found.get(l.to)?.add(l.from);
    }
    return found;
  }, [map]);
  const begin = map.nodes.some((n) => n.id === from) ? from : map.nodes.find((n) => n.kind === 'gun')?.id ?? map.nodes[0]?.id ?? '';
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set([begin]));
  const [off, setOff] = useState<ReadonlySet<Kind>>(new Set());
  const [chosen, choose] = useState<string | null>(null);
  const times = useMemo(() => map.nodes.flatMap((n) => (n.at === undefined ? [] : [Date.parse(n.at)])).sort((a, b) => a - b), [map]);
  const [low, high] = [times[0] ?? 0, times[times.length - 1] ?? 0];
  const [since, setSince] = useState(0);
  const [until, setUntil] = useState(100);
  const moment = (share: number): number => low + ((high - low) * share) / 100;
  const passes = (n: MapNode): boolean => !off.has(n.kind) && (n.at === undefined || (Date.parse(n.at) >= moment(since) - 1 && Date.parse(n.at) <= moment(until) + 1));

  const shown = useMemo(() => {
    const ids = new Set<string>(open);
    for (const id of open) for (const next of around.get(id) ?? []) ids.add(next);
    return map.nodes.filter((n) => ids.has(n.id) && (n.id === begin || passes(n)));
  }, [map, open, off, since, until]);
  const ids = useMemo(() => new Set(shown.map((n) => n.id)), [shown]);
  const hidden = (id: string): number => [...(around.get(id) ?? [])].filter((o) => !ids.has(o) && passes(map.nodes.find((n) => n.id === o)!)).length;
  const nodes = useMemo(() => shown.map((n) => ({ id: n.id, label: brief(n), token: `--node-${n.kind}`, shape: shapes[n.kind], more: hidden(n.id), from: n.id === begin })), [shown]);
  const edges = useMemo(() => map.links.filter((l) => ids.has(l.from) && ids.has(l.to)).map((l) => ({ id: `${l.from}|${l.to}|${l.kind}`, from: l.from, to: l.to, label: word(l.kind), weak: l.confidence < 1 })), [shown]);
  const grow = (id: string): void => setOpen(new Set([...open, id]));
  const node = map.nodes.find((n) => n.id === chosen);
  const names = new Map(map.nodes.map((n) => [n.id, n.label]));
  return (
    <div class="stack">
      <div class="tools">
        <fieldset class="kinds"><legend class="seen">Kinds shown</legend>
          {kinds.filter((k) => map.nodes.some((n) => n.kind === k)).map((k) => (
            <label key={k}><input type="checkbox" checked={!off.has(k)} onChange={() => { const next = new Set(off); if (!next.delete(k)) next.add(k); setOff(next); }} /><i style={{ background: `var(--node-${k})` }} aria-hidden="true" />{word(k)}</label>
          ))}
        </fieldset>
        {high > low && (
          <>
            <label>From <input type="range" min={0} max={100} value={since} aria-valuetext={dayOf(new Date(moment(since)).toISOString())} onInput={(e) => setSince(Math.min(Number(e.currentTarget.value), until))} /></label>
            <label>to <input type="range" min={0} max={100} value={until} aria-valuetext={dayOf(new Date(moment(until)).toISOString())} onInput={(e) => setUntil(Math.max(Number(e.currentTarget.value), since))} /></label>
            <span class="small quiet">{dayOf(new Date(moment(since)).toISOString())} to {dayOf(new Date(moment(until)).toISOString())}</span>
          </>
        )}
        <button type="button" onClick={() => setOpen(new Set(map.nodes.map((n) => n.id)))}>Grow all</button>
        <button type="button" onClick={() => { setOpen(new Set([begin])); choose(null); }}>Begin again</button>
      </div>
      <p class="small quiet" role="status">{shown.length} of {map.nodes.length} shown{map.truncated === true && '; a limit cut the map short'}. Double-click a node, or choose it and grow it.</p>
      <Figure caption="Case map" table={
        <table>
          <thead><tr><th scope="col">What</th><th scope="col">Kind</th><th scope="col">When</th><th scope="col">Linked to</th><th scope="col"></th></tr></thead>
          <tbody>{shown.map((n) => (
            <tr key={n.id}><td>{n.label}</td><td>{word(n.kind)}</td><td class="nowrap">{dayOf(n.at)}</td><td>{[...(around.get(n.id) ?? [])].filter((o) => ids.has(o)).map((o) => names.get(o)).join(', ')}</td>
              <td>{hidden(n.id) > 0 && <button type="button" onClick={() => grow(n.id)}>Grow by {hidden(n.id)}</button>}</td></tr>
          ))}</tbody>
        </table>
      }>
        <Graph nodes={nodes} edges={edges} chosen={chosen} onChoose={choose} onGrow={grow} label="Case map" />
      </Figure>
      {node !== undefined && (
        <div class="notice" role="status">
          <div class="spread"><strong>{word(node.kind)}: {node.label}</strong>
            <span class="row">
              {hidden(node.id) > 0 && <button type="button" onClick={() => grow(node.id)}>Grow by {hidden(node.id)}</button>}
              {node.kind === 'person' && <Link to={`/persons/${node.id}`} class="button">Open person</Link>}
              {node.kind === 'gun' && <Link to={`/guns/${node.id}`} class="button">Open gun</Link>}
            </span>
          </div>
          <ul>{map.links.filter((l) => l.from === node.id || l.to === node.id).slice(0, 12).map((l, i) => (
            <li key={i}>{word(l.kind)}: {names.get(l.from === node.id ? l.to : l.from)}{l.confidence < 1 && ` (${Math.round(l.confidence * 100)} %)`}<Reasons of={l.because} /></li>
          ))}</ul>
        </div>
      )}
    </div>
  );
}
