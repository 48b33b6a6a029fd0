import type { ComponentChildren, JSX } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { Refused } from './api';
import { dayOf, span, when, word } from './format';
import type { Band, Clock, LeadStatus, Reason } from './types';

/** The moment, renewed every so often, for what moves with time. */
export function useNow(everyMs = 1000): number {
  const [now, set] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => set(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

export interface Asked<T> { value: T | null; fault: Error | null; busy: boolean; again: () => void }

/** Asks the hub, and again when a dependency changes; what was there stays while it asks. */
export function useAsk<T>(load: (signal: AbortSignal) => Promise<T>, deps: readonly unknown[]): Asked<T> {
  const [state, set] = useState<{ value: T | null; fault: Error | null; busy: boolean; key: readonly unknown[] }>({ value: null, fault: null, busy: true, key: deps });
  const [turn, next] = useState(0);
  useEffect(() => {
    const control = new AbortController();
    set((s) => ({ ...s, busy: true }));
    load(control.signal).then(
      (value) => { if (!control.signal.aborted) set({ value, fault: null, busy: false, key: deps }); },
      (fault: unknown) => { if (!control.signal.aborted) set((s) => ({ ...s, fault: fault instanceof Error ? fault : new Error(String(fault)), busy: false })); },
    );
    return () => control.abort();
  }, [...deps, turn]);
  return { value: state.value, fault: state.fault, busy: state.busy, again: useCallback(() => next((t) => t + 1), []) };
}

export function Fault({ of, again }: { of: Error; again?: () => void }): JSX.Element {
  const faults = of instanceof Refused ? of.problem?.errors ?? [] : [];
  return (
    <div class="notice bad" role="alert">
      <strong>{of instanceof Refused ? of.title : 'Something went wrong in the board'}.</strong> {of.message}
      {faults.length > 0 && <ul>{faults.map((f) => <li key={f.pointer}>{f.detail}</li>)}</ul>}
      {of instanceof Refused && of.problem?.traceId !== undefined && <div class="small quiet">Trace <code>{of.problem.traceId}</code></div>}
      {again !== undefined && <div><button type="button" onClick={again}>Try again</button></div>}
    </div>
  );
}

/** What was asked for, or that it is on its way, or why it did not come. */
export function Shown<T>({ of, children }: { of: Asked<T>; children: (value: T) => ComponentChildren }): JSX.Element {
  return (
    <>
      {of.fault !== null && <Fault of={of.fault} again={of.again} />}
      {of.value !== null ? children(of.value) : of.fault === null && <p class="quiet" role="status">Loading…</p>}
    </>
  );
}

export function Panel({ title, extra, flush, children, id }: { title: string; extra?: ComponentChildren; flush?: boolean; children: ComponentChildren; id?: string }): JSX.Element {
  return (
    <section class="panel" aria-label={title} id={id}>
      <header><h2>{title}</h2>{extra}</header>
      {flush === true ? <div class="flush" tabIndex={0} role="region" aria-label={`${title}, table`}>{children}</div> : <div class="body">{children}</div>}
    </section>
  );
}

export const BandTag = ({ band }: { band: Band }): JSX.Element => <span class={`tag ${band}`}>{word(band)}</span>;
export const StatusTag = ({ status }: { status: LeadStatus }): JSX.Element => <span class={`tag ${status === 'lead' ? '' : status}`}>{word(status)}</span>;
export const Time = ({ at }: { at: string | undefined }): JSX.Element | null => at === undefined ? null : <time dateTime={at} class="nowrap">{when(at)}</time>;
export const Day = ({ at }: { at: string | undefined }): JSX.Element | null => at === undefined ? null : <time dateTime={at} class="nowrap">{dayOf(at)}</time>;

/** A clock that runs: how long there is, or since when it is late. */
export function Running({ clock, now }: { clock: Clock | undefined; now: number }): JSX.Element | null {
  if (clock?.dueAt === undefined) return null;
  const left = Date.parse(clock.dueAt) - now;
  return (
    <span class={left < 0 ? 'late' : left < 3_600_000 * 4 ? 'soon' : ''}>
      <span class="nowrap">{word(clock.name)}</span>{' '}
      <time dateTime={clock.dueAt} class="nowrap">{left < 0 ? `${span(left)} late` : `in ${span(left)}`}</time>
    </span>
  );
}

/** Sentences with the records behind each, for who wants to check. */
export function Reasons({ of }: { of: Reason[] }): JSX.Element {
  return <ul>{of.map((r, i) => <li key={i}>{r.text} <Records of={r.records} /></li>)}</ul>;
}

export function Records({ of }: { of: string[] }): JSX.Element | null {
  return of.length === 0 ? null : (
    <details class="records">
      <summary>{of.length === 1 ? '1 record' : `${of.length} records`}</summary>
      <div>{of.map((r) => <code key={r}>{r} </code>)}</div>
    </details>
  );
}

export const Nothing = ({ children }: { children: ComponentChildren }): JSX.Element => <p class="quiet">{children}</p>;

/** A chart, and the same as a table for who cannot or would not read the chart. */
export function Figure({ caption, table, children }: { caption: string; table: JSX.Element; children: ComponentChildren }): JSX.Element {
  return (
    <div>
      {children}
      <details>
        <summary>{caption} as a table</summary>
        <div class="scroll" tabIndex={0} role="region" aria-label={`${caption}, table`}>{table}</div>
      </details>
    </div>
  );
}

export function Modal({ title, onClose, children }: { title: string; onClose: () => void; children: ComponentChildren }): JSX.Element {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current!;
    const before = document.activeElement;
    dialog.showModal();
    return () => {
      dialog.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog ref={ref} aria-label={title} onCancel={(e) => { e.preventDefault(); onClose(); }} onClick={(e) => { if (e.target === ref.current) onClose(); }}>
      <div class="inside"><h2>{title}</h2>{children}</div>
    </dialog>
  );
}

/** A form in a dialog: sends, says what the hub refused, closes when it was taken. */
export function FormModal({ title, verb, grave, onClose, send, children }: { title: string; verb: string; grave?: boolean; onClose: () => void; send: (form: FormData) => Promise<void>; children: ComponentChildren }): JSX.Element {
  const [fault, setFault] = useState<Error | null>(null);
  const [busy, setBusy] = useState(false);
  return (
    <Modal title={title} onClose={onClose}>
      <form onSubmit={(e) => {
        e.preventDefault();
        setBusy(true);
        setFault(null);
        send(new FormData(e.currentTarget)).then(onClose, (failure: unknown) => {
          setBusy(false);
          setFault(failure instanceof Error ? failure : new Error(String(failure)));
        });
      }}>
        {children}
        {fault !== null && <Fault of={fault} />}
        <div class="row" style={{ marginTop: '0.8rem' }}>
          <button type="submit" class={grave === true ? 'grave' : 'primary'} disabled={busy}>{verb}</button>
          <button type="button" onClick={onClose}>Cancel</button>
        </div>
      </form>
    </Modal>
  );
}

interface Toast { id: number; text: string }
let toasts: Toast[] = [];
let shown = 0;
const toastWatchers = new Set<() => void>();

/** Says something in passing, to the eye and to a screen reader. */
export function say(text: string): void {
  const toast = { id: ++shown, text };
  toasts = [...toasts.slice(-2), toast];
  for (const watcher of toastWatchers) watcher();
  setTimeout(() => {
    toasts = toasts.filter((t) => t !== toast);
    for (const watcher of toastWatchers) watcher();
  }, 8000);
}

export function Toasts(): JSX.Element {
  const [, turn] = useState(0);
  useEffect(() => {
    const watcher = (): void => turn((t) => t + 1);
    toastWatchers.add(watcher);
    return () => { toastWatchers.delete(watcher); };
  }, []);
  return <div class="toasts" role="status" aria-live="polite">{toasts.map((t) => <div class="notice" key={t.id}>{t.text}</div>)}</div>;
}

export function useTitle(title: string): void {
  useEffect(() => { document.title = `${title} · CgiHub board`; }, [title]);
}
