import cytoscape, { type Core, type ElementDefinition } from 'cytoscape';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { colour } from '../theme';

export interface GraphNode { id: string; label: string; token: string; shape: string; more: number; from?: boolean }
export interface GraphEdge { id: string; from: string; to: string; label: string; weak: boolean }

/** Cytoscape writes a style element for its container unless one of this name is there; the page's policy allows none, and layout.css has what it would say. */
function ownStyle(): void {
  const id = '__________cytoscape_stylesheet';
  if (document.getElementById(id) !== null) return;
  const mark = document.createElement('meta');
  mark.id = id;
  document.head.append(mark);
}

/** Nodes and links that can be moved, zoomed and chosen. What was there stays where it is when more comes. */
export default function Graph({ nodes, edges, chosen, onChoose, onGrow, label }: { nodes: GraphNode[]; edges: GraphEdge[]; chosen: string | null; onChoose: (id: string | null) => void; onGrow: (id: string) => void; label: string }): JSX.Element {
  const ref = useRef<HTMLDivElement>(null);
  const graph = useRef<Core | null>(null);
  const calls = useRef({ onChoose, onGrow });
  calls.current = { onChoose, onGrow };
  useEffect(() => {
    ownStyle();
    const cy = cytoscape({ container: ref.current!, minZoom: 0.15, maxZoom: 3 });
    graph.current = cy;
    cy.on('tap', (e) => { if (e.target === cy) calls.current.onChoose(null); });
    cy.on('tap', 'node', (e) => calls.current.onChoose((e.target as { id(): string }).id()));
    cy.on('dbltap', 'node', (e) => calls.current.onGrow((e.target as { id(): string }).id()));
    const paint = (): void => { cy.style(styles()); };
    paint();
    addEventListener('theme', paint);
    return () => {
      removeEventListener('theme', paint);
      cy.destroy();
      graph.current = null;
    };
  }, []);
  useEffect(() => {
    const cy = graph.current!;
    const wanted = new Map<string, ElementDefinition>();
    for (const n of nodes) wanted.set(n.id, { group: 'nodes', data: { id: n.id, label: n.more > 0 ? `${n.label}\n+${n.more}` : n.label, token: n.token, shape: n.shape, from: n.from === true ? 1 : 0, colour: colour(n.token) } });
    for (const e of edges) wanted.set(e.id, { group: 'edges', data: { id: e.id, source: e.from, target: e.to, label: e.label, weak: e.weak ? 1 : 0 } });
    const had = cy.nodes().length;
    cy.batch(() => {
      cy.elements().filter((e) => !wanted.has(e.id())).remove();
      for (const [id, element] of wanted) {
        const known = cy.getElementById(id);
        if (known.nonempty()) known.data(element.data);
        else {
          const near = element.group === 'nodes' ? edges.map((e) => (e.from === id ? e.to : e.to === id ? e.from : null)).find((o) => o !== null && cy.getElementById(o).nonempty()) : undefined;
          const at = near == null ? null : cy.getElementById(near).position();
          cy.add(at === null ? element : { ...element, position: { x: at.x + 40, y: at.y + 40 } });
        }
      }
    });
    if (cy.nodes().length !== had || had === 0) {
      cy.one('layoutstop', () => { if (cy.zoom() > 1.25) { cy.zoom(1.25); cy.center(); } });
      const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
      cy.layout({ name: 'cose', animate: !still && had > 0, animationDuration: 350, randomize: had === 0, nodeDimensionsIncludeLabels: true, nodeRepulsion: () => 24000, nodeOverlap: 40, idealEdgeLength: () => 70, componentSpacing: 80, fit: true, padding: 30, numIter: 1200 } as cytoscape.LayoutOptions).run();
    }
  }, [nodes, edges]);
  useEffect(() => {
    const cy = graph.current!;
    cy.nodes().removeClass('chosen');
    if (chosen !== null) cy.getElementById(chosen).addClass('chosen');
  }, [chosen, nodes]);
  const zoom = (by: number): void => { const cy = graph.current!; cy.zoom({ level: cy.zoom() * by, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } }); };
  return (
    <div>
      <div class="graph" ref={ref} tabIndex={0} role="group" aria-label={`${label}, graph; the table beside it has the same`} onKeyDown={(e) => {
        const cy = graph.current!;
        const moves: Record<string, () => void> = { ArrowLeft: () => cy.panBy({ x: 50, y: 0 }), ArrowRight: () => cy.panBy({ x: -50, y: 0 }), ArrowUp: () => cy.panBy({ x: 0, y: 50 }), ArrowDown: () => cy.panBy({ x: 0, y: -50 }), '+': () => zoom(1.25), '-': () => zoom(0.8), '0': () => void cy.fit(undefined, 30) };
        const move = moves[e.key];
        if (move !== undefined) { e.preventDefault(); move(); }
      }} />
      <div class="tools" style={{ padding: '0.4rem 0' }}>
        <button type="button" onClick={() => zoom(1.25)}>Zoom in</button>
        <button type="button" onClick={() => zoom(0.8)}>Zoom out</button>
        <button type="button" onClick={() => graph.current!.fit(undefined, 30)}>Show all</button>
      </div>
    </div>
  );
}

function styles(): cytoscape.StylesheetJson {
  return [
    { selector: 'node', style: { 'background-color': (n: cytoscape.NodeSingular) => colour(n.data('token') as string), shape: 'data(shape)' as 'ellipse', width: 22, height: 22, label: 'data(label)', color: colour('--ink'), 'font-size': 10, 'font-family': 'Segoe UI, Inter, system-ui, sans-serif', 'text-wrap': 'wrap', 'text-max-width': '120px', 'text-valign': 'bottom', 'text-margin-y': 4, 'text-outline-color': colour('--raised'), 'text-outline-width': 2 } },
    { selector: 'node[from = 1]', style: { width: 32, height: 32, 'border-width': 3, 'border-color': colour('--accent') } },
    { selector: 'node.chosen', style: { 'border-width': 3, 'border-color': colour('--accent') } },
    { selector: 'edge', style: { width: 1.4, 'line-color': colour('--strong-line'), 'curve-style': 'bezier', label: 'data(label)', 'font-size': 8, color: colour('--quiet'), 'text-rotation': 'autorotate', 'text-outline-color': colour('--raised'), 'text-outline-width': 2 } },
    { selector: 'edge[weak = 1]', style: { 'line-style': 'dashed' } },
  ] as unknown as cytoscape.StylesheetJson;
}
