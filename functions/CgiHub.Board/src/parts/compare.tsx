import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ask } from '../api';
import { word } from '../format';
import type { PacketImage } from '../types';
import { Nothing } from '../ui';

interface View { x: number; y: number; zoom: number }
const whole: View = { x: 0, y: 0, zoom: 1 };
const nameOf = (i: PacketImage): string => `${i.ori} ${i.caseNumber}, exhibit ${i.exhibitNumber}: ${word(i.view)}`;

/** Two images of exhibits, moved and zoomed as one. Previews only, so no original leaves custody by looking. */
export function Compare({ images }: { images: PacketImage[] }): JSX.Element {
  const usable = images.filter((i) => i.preview !== undefined);
  const other = usable.findIndex((i, at) => at > 0 && i.exhibitId !== usable[0]!.exhibitId && i.view === usable[0]!.view);
  const [sides, setSides] = useState<[number, number]>([0, other > 0 ? other : Math.min(1, usable.length - 1)]);
  const [view, setView] = useState<View>(whole);
  if (usable.length === 0) return <Nothing>No image of these exhibits has come yet.</Nothing>;
  return (
    <div class="stack">
      {new Set(usable.map((i) => i.exhibitId)).size < 2 && <p class="small quiet">Images of one exhibit have come so far; there is none of another to put beside it.</p>}
      <div class="tools">
        <button type="button" onClick={() => setView((v) => zoomed(v, 1.4))}>Zoom in</button>
        <button type="button" onClick={() => setView((v) => zoomed(v, 1 / 1.4))}>Zoom out</button>
        <button type="button" onClick={() => setView(whole)}>Whole</button>
        <span class="small quiet">Both move together: drag, wheel, arrow keys, + and −, 0.</span>
      </div>
      <div class="compare">
        {sides.slice(0, usable.length).map((at, side) => (
          <Pane key={side} name={side === 0 ? 'Left' : 'Right'} images={usable} at={at} view={view} onView={setView}
            onPick={(next) => setSides(side === 0 ? [next, sides[1]] : [sides[0], next])} />
        ))}
      </div>
    </div>
  );
}

function zoomed(view: View, by: number): View {
  const zoom = Math.min(12, Math.max(1, view.zoom * by));
  return { zoom, x: (view.x * zoom) / view.zoom, y: (view.y * zoom) / view.zoom };
}

function Pane({ name, images, at, view, onView, onPick }: { name: string; images: PacketImage[]; at: number; view: View; onView: (next: (v: View) => View) => void; onPick: (at: number) => void }): JSX.Element {
  const image = images[at]!;
  const [url, setUrl] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const drag = useRef<{ x: number; y: number } | null>(null);
  const pane = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const control = new AbortController();
    let made: string | null = null;
    setUrl(null);
    setFault(null);
    ask(image.preview!, { signal: control.signal }).then((a) => a.blob()).then((blob) => {
      if (control.signal.aborted) return;
      made = URL.createObjectURL(blob);
      setUrl(made);
    }, (failure: unknown) => { if (!control.signal.aborted) setFault(failure instanceof Error ? failure.message : String(failure)); });
    return () => {
      control.abort();
      if (made !== null) URL.revokeObjectURL(made);
    };
  }, [image.preview]);
  useEffect(() => {
    const element = pane.current!;
    const wheel = (e: WheelEvent): void => {
      e.preventDefault();
      onView((v) => zoomed(v, e.deltaY < 0 ? 1.15 : 1 / 1.15));
    };
    element.addEventListener('wheel', wheel, { passive: false });
    return () => element.removeEventListener('wheel', wheel);
  }, []);
  const keys: Record<string, (v: View) => View> = { ArrowLeft: (v) => ({ ...v, x: v.x + 30 }), ArrowRight: (v) => ({ ...v, x: v.x - 30 }), ArrowUp: (v) => ({ ...v, y: v.y + 30 }), ArrowDown: (v) => ({ ...v, y: v.y - 30 }), '+': (v) => zoomed(v, 1.4), '-': (v) => zoomed(v, 1 / 1.4), '0': () => whole };
  const centre = (): { x: number; y: number } => ({ x: (pane.current?.clientWidth ?? 0) / 2, y: (pane.current?.clientHeight ?? 0) / 2 });
  const [cx, cy] = [centre().x * (1 - view.zoom), centre().y * (1 - view.zoom)];
  return (
    <figure>
      <select aria-label={`${name} image`} value={at} onChange={(e) => onPick(Number(e.currentTarget.value))}>{images.map((i, n) => <option key={n} value={n}>{nameOf(i)}</option>)}</select>
      <div class="pane" ref={pane} tabIndex={0} role="group" aria-label={`${name} image; arrow keys move both, plus and minus zoom`}
        onKeyDown={(e) => { const move = keys[e.key]; if (move !== undefined) { e.preventDefault(); onView(move); } }}
        onPointerDown={(e) => { drag.current = { x: e.clientX, y: e.clientY }; e.currentTarget.setPointerCapture(e.pointerId); }}
        onPointerMove={(e) => {
          const from = drag.current;
          if (from === null) return;
          const [dx, dy] = [e.clientX - from.x, e.clientY - from.y];
          drag.current = { x: e.clientX, y: e.clientY };
          onView((v) => ({ ...v, x: v.x + dx, y: v.y + dy }));
        }}
        onPointerUp={() => { drag.current = null; }} onPointerCancel={() => { drag.current = null; }}>
        {url !== null && <img src={url} alt={nameOf(image)} draggable={false} style={{ transform: `translate(${view.x + cx}px, ${view.y + cy}px) scale(${view.zoom})` }} />}
      </div>
      {fault !== null && <p class="late small">{fault}</p>}
    </figure>
  );
}
