import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { dayOf, when } from '../format';

export interface Mark { at: string; lane: string; label: string; colour: string; shape?: 'dot' | 'square' | 'cross' }
export interface Span { from: string; to: string; lane: string; label: string }
export interface Step { from: string; to: string; fromLane: string; toLane: string; label: string }

/** Things in time, each in its lane. Drawn wide; a narrow screen scrolls it. The table beside it says the same. */
export function Axis({ lanes, marks, spans = [], steps = [], label }: { lanes: string[]; marks: Mark[]; spans?: Span[]; steps?: Step[]; label: string }): JSX.Element | null {
  const scale = useMemo(() => {
    const times = [...marks.map((m) => m.at), ...spans.flatMap((s) => [s.from, s.to])].map((t) => Date.parse(t));
    if (times.length === 0) return null;
    const [low, high] = [Math.min(...times), Math.max(...times)];
    const room = Math.max((high - low) * 0.04, 3_600_000);
    return { low: low - room, high: high + room };
  }, [marks, spans]);
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(900);
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => setWidth(Math.max(560, Math.floor(entry!.contentRect.width))));
    if (box.current !== null) watch.observe(box.current);
    return () => watch.disconnect();
  }, [scale === null]);
  if (scale === null) return null;
  const [left, laneHeight, top] = [150, 34, 26];
  const x = (at: string): number => left + ((Date.parse(at) - scale.low) / (scale.high - scale.low)) * (width - left - 20);
  const y = (lane: string): number => top + Math.max(0, lanes.indexOf(lane)) * laneHeight + laneHeight / 2;
  const height = top + lanes.length * laneHeight + 6;
  const ticks = Array.from({ length: 6 }, (_, i) => new Date(scale.low + ((scale.high - scale.low) * (i + 0.5)) / 6).toISOString());
  return (
    <div class="scroll" ref={box} tabIndex={0} role="region" aria-label={`${label}, chart`}>
      <svg class="axis" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`${label}: ${marks.length} events in ${lanes.length} lanes; the table has them all`} style={{ width: `${width}px` }}>
        {ticks.map((t) => <g key={t}><line class="grid" x1={x(t)} x2={x(t)} y1={top - 6} y2={height} /><text class="faint" x={x(t)} y={14} text-anchor="middle">{scale.high - scale.low < 6 * 86_400_000 ? when(t) : dayOf(t)}</text></g>)}
        {lanes.map((lane) => <g key={lane}><line class="lane" x1={left} x2={width - 10} y1={y(lane)} y2={y(lane)} stroke-dasharray="1 4" /><text x={4} y={y(lane) + 4}>{lane.length > 21 ? lane.slice(0, 20) + '…' : lane}</text></g>)}
        {spans.map((s, i) => <rect key={i} x={x(s.from)} y={y(s.lane) - 5} width={Math.max(3, x(s.to) - x(s.from))} height={10} rx={3} fill="var(--accent)" opacity={0.28}><title>{s.label}</title></rect>)}
        {steps.map((s, i) => <line key={i} x1={x(s.from)} y1={y(s.fromLane)} x2={x(s.to)} y2={y(s.toLane)} stroke="var(--ink)" stroke-width={1.5} opacity={0.7}><title>{s.label}</title></line>)}
        {marks.map((m, i) => <g key={i}><title>{m.label}</title>{shape(m, x(m.at), y(m.lane))}</g>)}
      </svg>
    </div>
  );
}

function shape(mark: Mark, x: number, y: number): JSX.Element {
  const paint = { fill: mark.colour, stroke: 'var(--surface)', 'stroke-width': 1.5 };
  if (mark.shape === 'square') return <rect x={x - 5.5} y={y - 5.5} width={11} height={11} {...paint} />;
  if (mark.shape === 'cross') return <path d={`M${x - 5} ${y - 5}l10 10m0-10l-10 10`} stroke={mark.colour} stroke-width={2.5} fill="none" />;
  return <circle cx={x} cy={y} r={6.5} {...paint} />;
}

/** How grave what happened is, as a colour of the theme. */
export const eventColour = (type: string | undefined): string =>
  type === 'homicide' || type === 'nonFatalShooting' ? 'var(--immediate)' : type === 'shotsFired' || type === 'robbery' || type === 'assault' ? 'var(--high)' : type === 'recovery' ? 'var(--node-firearm)' : 'var(--quiet)';
