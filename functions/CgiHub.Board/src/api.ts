import { session } from './session';
import type { Problem } from './types';

/** What the hub refused, in its own words. */
export class Refused extends Error {
  constructor(readonly status: number, readonly problem: Problem | null) {
    super(problem?.detail ?? (status === 0 ? 'The hub cannot be reached.' : `The hub answered ${status}.`));
  }

  get title(): string { return this.problem?.title ?? 'That did not work'; }
}

export interface Answer<T> { body: T; etag: string | null }

export async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  if (session.current?.renewal !== undefined && Date.now() >= session.current.renewal.due) await (await import('./provider')).renew();
  const headers = new Headers(init.headers);
  if (session.current !== null) headers.set('Authorization', `Bearer ${session.current.token}`);
  let answer: Response;
  try {
    answer = await fetch(path, { ...init, headers, cache: 'no-store', credentials: 'omit', redirect: 'error' });
  } catch (failure) {
    if (init.signal?.aborted === true) throw failure;
    throw new Refused(0, null);
  }
  if (answer.ok) return answer;
  if (answer.status === 401 && session.current !== null) session.end('Signed out: the hub no longer accepts this sign-in.');
  const json = (answer.headers.get('Content-Type') ?? '').includes('json');
  throw new Refused(answer.status, json ? ((await answer.json()) as Problem) : null);
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await (await ask(path, signal === undefined ? {} : { signal })).json()) as T;
}

export async function getTagged<T>(path: string, signal?: AbortSignal): Promise<Answer<T>> {
  const answer = await ask(path, signal === undefined ? {} : { signal });
  return { body: (await answer.json()) as T, etag: answer.headers.get('ETag') };
}

/** The answer with its new ETag; null where there is no body. */
export async function post<T>(path: string, body: unknown, etag?: string | null): Promise<Answer<T> | null> {
  const headers: Record<string, string> = {};
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (etag !== undefined && etag !== null) headers['If-Match'] = etag;
  const answer = await ask(path, { method: 'POST', headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  return answer.status === 204 ? null : { body: (await answer.json()) as T, etag: answer.headers.get('ETag') };
}

export const query = (values: Record<string, string | number | null | undefined>): string => {
  const set = Object.entries(values).filter(([, v]) => v !== null && v !== undefined && v !== '');
  return set.length === 0 ? '' : '?' + new URLSearchParams(set.map(([k, v]) => [k, String(v)])).toString();
};
