import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ask, get } from '../api';
import { word } from '../format';
import type { ExhibitImages, PacketImage } from '../types';
import { Nothing } from '../ui';
import { Relief, facingOf, lightAt, lowest, raised, turned, upperLeft, type Facing, type Light } from './relief';

interface View { x: number; y: number; zoom: number }
const whole: View = { x: 0, y: 0, zoom: 1 };
const nameOf = (i: PacketImage): string => `${i.ori} ${i.caseNumber}, exhibit ${i.exhibitNumber}: ${word(i.view)}`;

/** Two images of exhibits, moved and zoomed as one, and surfaces under one lamp. Made by the hub from originals, so none leaves custody by looking. */
export function Compare({ images }: { images: PacketImage[] }): JSX.Element {
  const usable = images.filter((i) => i.preview !== undefined);
  const other = usable.findIndex((i, at) => at > 0 && i.exhibitId !== usable[0]!.exhibitId && i.view === usable[0]!.view);
  const [sides, setSides] = useState<[number, number]>([0, other > 0 ? other : Math.min(1, usable.length - 1)]);
  const [view, setView] = useState<View>(whole);
  const [light, setLight] = useState<Light>(upperLeft);
  const [follow, setFollow] = useState(() => !matchMedia('(prefers-reduced-motion: reduce)').matches);
  const [reliefs, setReliefs] = useState<[boolean, boolean]>([false, false]);
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
      {(reliefs[0] || reliefs[1]) && <Lamp light={light} onLight={setLight} follow={follow} onFollow={setFollow} />}
      <div class="compare">
        {sides.slice(0, usable.length).map((at, side) => (
          <Pane key={side} name={side === 0 ? 'Left' : 'Right'} images={usable} at={at} view={view} onView={setView} light={light} onLight={setLight} follow={follow}
            onRelief={(is) => setReliefs((r) => (side === 0 ? [is, r[1]] : [r[0], is]))}
            onPick={(next) => setSides(side === 0 ? [next, sides[1]] : [sides[0], next])} />
        ))}
      </div>
    </div>
  );
}

/** Where the lamp stands that lights the surfaces. */
function Lamp({ light, onLight, follow, onFollow }: { light: Light; onLight: (next: Light) => void; follow: boolean; onFollow: (on: boolean) => void }): JSX.Element {
  return (
    <fieldset class="lamp">
      <legend>Light on the surfaces</legend>
      <Dial light={light} />
      <label>Direction <input type="range" min={0} max={359} value={light.azimuth} aria-valuetext={`${light.azimuth} degrees clockwise from the top`} onInput={(e) => onLight({ ...light, azimuth: Number(e.currentTarget.value) })} /><output>{light.azimuth}°</output></label>
      <label>Height <input type="range" min={lowest} max={90} value={light.elevation} aria-valuetext={`${light.elevation} degrees above the surface`} onInput={(e) => onLight({ ...light, elevation: Number(e.currentTarget.value) })} /><output>{light.elevation}°</output></label>
      <button type="button" aria-pressed={follow} onClick={() => onFollow(!follow)}>Follow the mouse</button>
      <button type="button" onClick={() => onLight(upperLeft)}>Upper left</button>
      <p class="small quiet">In a surface, A and D turn the light, W and S raise and lower it. Slopes are stretched so that fine marks show, and the plane on which the sample lay is taken out.</p>
    </fieldset>
  );
}

function Dial({ light }: { light: Light }): JSX.Element {
  const [around, away] = [(light.azimuth * Math.PI) / 180, 17 * ((90 - light.elevation) / (90 - lowest))];
  return (
    <svg viewBox="-20 -20 40 40" aria-hidden="true">
      <circle r="18" fill="none" stroke="currentColor" />
      <path d={`M0 0L${away * Math.sin(around)} ${-away * Math.cos(around)}`} stroke="currentColor" />
      <circle r="3.4" cx={away * Math.sin(around)} cy={-away * Math.cos(around)} fill="currentColor" />
    </svg>
  );
}

function zoomed(view: View, by: number): View {
  const zoom = Math.min(12, Math.max(1, view.zoom * by));
  return { zoom, x: (view.x * zoom) / view.zoom, y: (view.y * zoom) / view.zoom };
}

type Loaded = { kind: 'photo'; url: string } | { kind: 'relief'; facing: Facing };

/** A surface as what can be lit, where the hub has that; whatever else as its preview. */
async function load(image: PacketImage, signal: AbortSignal): Promise<Loaded> {
  if (image.view === 'surface') {
    const exhibit = await get<ExhibitImages>(`/api/v1/evidence/${encodeURIComponent(image.exhibitId)}`, signal);
    const relief = exhibit.images.find((i) => i.view === image.view)?.relief;
    if (relief !== undefined) return { kind: 'relief', facing: await facingOf(await (await ask(relief, { signal })).blob()) };
  }
  return { kind: 'photo', url: URL.createObjectURL(await (await ask(image.preview!, { signal })).blob()) };
}

interface PaneProps {
  name: string; images: PacketImage[]; at: number; view: View; light: Light; follow: boolean;
  onView: (next: (v: View) => View) => void; onPick: (at: number) => void; onLight: (next: Light | ((l: Light) => Light)) => void; onRelief: (is: boolean) => void;
}

function Pane({ name, images, at, view, light, follow, onView, onPick, onLight, onRelief }: PaneProps): JSX.Element {
  const image = images[at]!;
  const [shown, setShown] = useState<Loaded | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const drag = useRef<{ x: number; y: number } | null>(null);
  const pane = useRef<HTMLDivElement>(null);
  const relief = shown?.kind === 'relief';
  useEffect(() => {
    const control = new AbortController();
    let made: Loaded | null = null;
    setShown(null);
    setFault(null);
    load(image, control.signal).then((loaded) => {
      made = loaded;
      if (control.signal.aborted) release(made);
      else setShown(made);
    }, (failure: unknown) => { if (!control.signal.aborted) setFault(failure instanceof Error ? failure.message : String(failure)); });
    return () => {
      control.abort();
      release(made);
    };
  }, [image.exhibitId, image.view, image.preview]);
  useEffect(() => onRelief(relief), [relief]);
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
  const lamps: Record<string, (l: Light) => Light> = { a: (l) => turned(l, -10), d: (l) => turned(l, 10), w: (l) => raised(l, 5), s: (l) => raised(l, -5) };
  const centre = (): { x: number; y: number } => ({ x: (pane.current?.clientWidth ?? 0) / 2, y: (pane.current?.clientHeight ?? 0) / 2 });
  const [cx, cy] = [centre().x * (1 - view.zoom), centre().y * (1 - view.zoom)];
  const transform = `translate(${view.x + cx}px, ${view.y + cy}px) scale(${view.zoom})`;
  return (
    <figure>
      <select aria-label={`${name} image`} value={at} onChange={(e) => onPick(Number(e.currentTarget.value))}>{images.map((i, n) => <option key={n} value={n}>{nameOf(i)}</option>)}</select>
      <div class="pane" ref={pane} tabIndex={0} role="group" aria-label={`${name} image; arrow keys move both, plus and minus zoom${relief ? ', A, D, W and S move the light' : ''}`}
        onKeyDown={(e) => {
          if (e.ctrlKey || e.metaKey || e.altKey) return;
          const [move, lamp] = [keys[e.key], relief ? lamps[e.key.toLowerCase()] : undefined];
          if (move !== undefined) onView(move);
          else if (lamp !== undefined) onLight(lamp);
          else return;
          e.preventDefault();
        }}
        onPointerDown={(e) => { drag.current = { x: e.clientX, y: e.clientY }; e.currentTarget.setPointerCapture(e.pointerId); }}
        onPointerMove={(e) => {
          const from = drag.current;
          if (from !== null) {
            const [dx, dy] = [e.clientX - from.x, e.clientY - from.y];
            drag.current = { x: e.clientX, y: e.clientY };
            onView((v) => ({ ...v, x: v.x + dx, y: v.y + dy }));
          } else if (relief && follow && e.pointerType === 'mouse') {
            const box = e.currentTarget.getBoundingClientRect();
            const reach = Math.min(box.width, box.height) / 2;
            onLight(lightAt((e.clientX - box.left - box.width / 2) / reach, (e.clientY - box.top - box.height / 2) / reach));
          }
        }}
        onPointerUp={() => { drag.current = null; }} onPointerCancel={() => { drag.current = null; }}>
        {shown?.kind === 'photo' && <img src={shown.url} alt={nameOf(image)} draggable={false} style={{ transform }} />}
        {shown?.kind === 'relief' && <Relief of={shown.facing} light={light} label={`${nameOf(image)}, lit from ${light.azimuth}°`} transform={transform} />}
      </div>
      {fault !== null && <p class="late small">{fault}</p>}
    </figure>
  );
}

function release(loaded: Loaded | null): void {
  if (loaded?.kind === 'photo') URL.revokeObjectURL(loaded.url);
}
