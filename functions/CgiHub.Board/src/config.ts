import type { SignInConfig } from './types';

/** How people sign in here; asked once, before anything is shown. */
export const config: SignInConfig = await load();

async function load(): Promise<SignInConfig> {
  const answer = await fetch('/board/config.json', { cache: 'no-store' }).catch(() => null);
  return answer?.ok === true ? ((await answer.json()) as SignInConfig) : { kind: 'none', lockAfterSeconds: 1800, signInForSeconds: 43_200 };
}
