import { ask, Refused } from './api';
import { session } from './session';
import type { LeadChange } from './types';

export type News = { kind: 'lead'; change: LeadChange } | { kind: 'reload' };
export type Line = 'on' | 'off' | 'idle';

const hearers = new Set<(news: News) => void>();
const watchers = new Set<(line: Line) => void>();
let line: Line = 'idle';
let running: AbortController | null = null;

/** Hears what changes on the triage list; one connection for the whole board. */
export function hear(hearer: (news: News) => void): () => void {
  hearers.add(hearer);
  return () => hearers.delete(hearer);
}

export function watchLine(watcher: (line: Line) => void): () => void {
  watchers.add(watcher);
  watcher(line);
  return () => watchers.delete(watcher);
}

/** Keeps a connection while somebody is signed in. The token goes in a header, which EventSource cannot do. */
export function keepLive(): void {
  const follow = (): void => {
    if (session.current !== null && running === null) {
      running = new AbortController();
      void run(running);
    } else if (session.current === null && running !== null) {
      running.abort();
      running = null;
      say('idle');
    }
  };
  session.listen(follow);
  follow();
}

async function run(control: AbortController): Promise<void> {
  let last: string | null = null;
  let pause = 1000;
  while (!control.signal.aborted) {
    try {
      const answer = await ask('/api/v1/events', { signal: control.signal, headers: last === null ? {} : { 'Last-Event-ID': last } });
      say('on');
      pause = 1000;
      for await (const event of events(answer.body!, control.signal)) {
        if (event.id !== null) last = event.id;
        if (event.name === 'lead') tell({ kind: 'lead', change: JSON.parse(event.data) as LeadChange });
        else if (event.name === 'reload') tell({ kind: 'reload' });
      }
    } catch (failure) {
      if (control.signal.aborted) return;
      if (failure instanceof Refused && failure.status === 403) { say('idle'); return; }
      say('off');
      pause = Math.min(pause * 2, 30_000);
    }
    if (control.signal.aborted) return;
    await new Promise((go) => setTimeout(go, pause * (0.5 + Math.random() / 2)));
  }
}

/** The connection brings a sign of life every 15 s; one that brings none for a minute is dead. */
async function* events(body: ReadableStream<Uint8Array>, signal: AbortSignal): AsyncGenerator<{ id: string | null; name: string; data: string }> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  const stop = (): void => void reader.cancel().catch(() => undefined);
  signal.addEventListener('abort', stop, { once: true });
  let text = '';
  try {
    for (;;) {
      let silence: ReturnType<typeof setTimeout> | undefined;
      const read = await Promise.race([reader.read(), new Promise<never>((_, fail) => { silence = setTimeout(() => fail(new Error('silent')), 60_000); })]).finally(() => clearTimeout(silence));
      if (read.done) return;
      text += read.value;
      let end: number;
      while ((end = text.indexOf('\n\n')) >= 0) {
        const lines = text.slice(0, end).split('\n');
        text = text.slice(end + 2);
        const of = (name: string): string | null => lines.find((l) => l.startsWith(name + ': '))?.slice(name.length + 2) ?? null;
        const data = of('data');
        if (data !== null) yield { id: of('id'), name: of('event') ?? 'message', data };
      }
    }
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}

function tell(news: News): void {
  for (const hearer of hearers) hearer(news);
}

function say(next: Line): void {
  line = next;
  for (const watcher of watchers) watcher(next);
}
