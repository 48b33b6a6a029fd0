import * as oauth from 'oauth4webapi';
import { ask, Refused } from './api';
import { config } from './config';
import { here } from './router';
import { session, type Renewal } from './session';

/** A sign-in that was begun in this tab; it waits for the identity provider's answer. */
interface Begun { state: string; nonce: string; verifier: string; back: string }
interface Me { subject: string; roles: string[]; agency?: string }

const key = 'cgihub.signin';
/** Seconds by which clocks of browser and provider may differ; what Kerberos allows, too. */
const skew = 300;
const client = (): oauth.Client => ({ client_id: config.provider!.clientId, [oauth.clockTolerance]: skew });
const redirect = `${location.origin}/board`;

/** Goes to the identity provider. It asks anew who it is where a sign-in on this machine was locked or ended since. */
export async function begin(): Promise<void> {
  if (!isSecureContext) throw new Error('Signing in takes https.');
  const server = await discover();
  const begun: Begun = { state: oauth.generateRandomState(), nonce: oauth.generateRandomNonce(), verifier: oauth.generateRandomCodeVerifier(), back: here() };
  const to = new URL(server.authorization_endpoint!);
  to.search = new URLSearchParams({
    ...Object.fromEntries(to.searchParams),
    client_id: config.provider!.clientId, redirect_uri: redirect, response_type: 'code', scope: `openid profile offline_access ${config.provider!.scope}`,
    // In the fragment the code reaches no server's log.
    response_mode: 'fragment',
    state: begun.state, nonce: begun.nonce, code_challenge: await oauth.calculatePKCECodeChallenge(begun.verifier), code_challenge_method: 'S256',
    // With it the answer says when somebody authenticated.
    max_age: String(config.signInForSeconds),
    ...(session.endedAt === null ? {} : { prompt: 'login' }),
  }).toString();
  sessionStorage.setItem(key, JSON.stringify(begun));
  location.assign(to);
}

/** Takes the identity provider's answer; gives the place where somebody was before. A sentence says why it is refused. */
export async function finish(answer: string): Promise<string> {
  const kept = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  if (kept === null) throw new Error('This answer belongs to no sign-in that was begun in this tab. Sign in again.');
  const begun = JSON.parse(kept) as Begun;
  const server = await discover();
  const tokens = await explained(async () => {
    const code = oauth.validateAuthResponse(server, client(), new URLSearchParams(answer), begun.state);
    const given = await oauth.authorizationCodeGrantRequest(server, client(), oauth.None(), code, redirect, begun.verifier, insecure());
    return await oauth.processAuthorizationCodeResponse(server, client(), given, { expectedNonce: begun.nonce, maxAge: config.signInForSeconds, requireIdToken: true });
  });
  const who = oauth.getValidatedIdTokenClaims(tokens)!;
  const at = who.auth_time! * 1000;
  if (session.endedAt !== null && at < session.endedAt - skew * 1000) throw new Error('The identity provider did not ask who you are, though a sign-in on this machine was locked or ended since. Sign in again.');
  const me = await whoIs(tokens.access_token);
  const until = Math.min(at, Date.now()) + config.signInForSeconds * 1000;
  const renewal = renewalOf(tokens);
  session.begin({
    token: tokens.access_token, name: typeof who['name'] === 'string' ? who['name'] : me.subject, roles: me.roles,
    ...(renewal === null ? { expiresAt: Math.min(until, Date.now() + lifeOf(tokens)) } : { expiresAt: until, renewal }),
  });
  return begun.back;
}

let renewing: Promise<void> | null = null;

/** Gets a fresh token for the session that is; once, however many ask. How long somebody is signed in does not change. */
export function renew(): Promise<void> {
  return renewing ??= renewOnce().finally(() => { renewing = null; });
}

async function renewOnce(): Promise<void> {
  const before = session.current;
  if (before?.renewal === undefined) return;
  try {
    const server = await discover();
    const given = await oauth.refreshTokenGrantRequest(server, client(), oauth.None(), before.renewal.token, insecure());
    const tokens = await oauth.processRefreshTokenResponse(server, client(), given);
    // It may have been locked meanwhile.
    if (session.current === before) session.renewed(tokens.access_token, renewalOf(tokens) ?? { ...before.renewal, due: Date.now() + dueIn(tokens) });
  } catch (failure) {
    if (failure instanceof oauth.ResponseBodyError && session.current === before) session.end('Signed out: the identity provider did not renew this sign-in.');
    // It cannot be reached: the token that there is counts for some minutes more.
  }
}

async function discover(): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(config.provider!.authority);
  const found = await explained(async () => oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure())));
  for (const endpoint of [found.authorization_endpoint, found.token_endpoint]) {
    if (endpoint === undefined || new URL(endpoint).origin !== issuer.origin) throw new Error('The identity provider names an address of another host, which the board does not follow.');
  }
  return found;
}

/** Only a provider on this machine, as tests have it, is asked without TLS: the hub takes no other address. */
const insecure = (): { [oauth.allowInsecureRequests]: boolean } => ({ [oauth.allowInsecureRequests]: config.provider!.authority.startsWith('http:') });

async function whoIs(token: string): Promise<Me> {
  try {
    return (await (await ask('/api/v1/me', { headers: { Authorization: `Bearer ${token}` } })).json()) as Me;
  } catch (failure) {
    if (failure instanceof Refused && failure.status === 401) throw new Error('The identity provider signed you in, but this hub does not accept its token. An administrator compares the scope that the board asks for with the audience and the issuer that the hub expects.');
    if (failure instanceof Refused && failure.status === 403) throw new Error('You are signed in, but you have no role at this hub. An administrator assigns you one.');
    throw failure;
  }
}

/** The library's findings in sentences for people. */
async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (failure) {
    if (failure instanceof oauth.AuthorizationResponseError || failure instanceof oauth.ResponseBodyError) throw new Error(`The identity provider refused: ${failure.error_description ?? failure.error}`);
    if (failure instanceof Error && 'code' in failure) throw new Error(`The identity provider's answer is refused: ${failure.message}.`);
    if (failure instanceof TypeError) throw new Error('The identity provider cannot be reached.');
    throw failure;
  }
}

const lifeOf = (tokens: oauth.TokenEndpointResponse): number => (tokens.expires_in ?? 3600) * 1000;
/** Five minutes before it ends, or half-way where it is short. */
const dueIn = (tokens: oauth.TokenEndpointResponse): number => Math.max(lifeOf(tokens) - 300_000, lifeOf(tokens) / 2);
const renewalOf = (tokens: oauth.TokenEndpointResponse): Renewal | null => tokens.refresh_token === undefined ? null : { token: tokens.refresh_token, due: Date.now() + dueIn(tokens) };
