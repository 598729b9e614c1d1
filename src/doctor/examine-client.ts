import type { Route } from '../map/route.js';
import { checkCredentials, type CredentialsCheck } from './check-credentials.js';
import { checkToken, type TokenCheck } from './check-token.js';
import type { ExaminedClient } from './examined-client.js';
import type { Finding } from './finding.js';
import { reportScopes, type ScopeReport } from './scope-report.js';

export interface ClientReport extends Finding {
  /** As in the clients file; undefined for callers without a token. */
  readonly clientId: string | undefined;
  readonly kind: string;
  /** The tenant's client that v2 is called as. */
  readonly upstreamClientId: string | undefined;
  /** Undefined where the scopes are unknown. */
  readonly report: ScopeReport | undefined;
}

export interface ClientExamination extends Omit<CredentialsCheck, 'place'> {
  /** The whole map. */
  readonly routes: readonly Route[];
  /** Environment keys of the switches that are on. */
  readonly switches: ReadonlySet<string>;
  /** Sends a call that checks whether v2 accepts a token; absent where the tenant itself issues tokens. */
  readonly send?: TokenCheck['send'] | undefined;
}

/** Gets a token for the client and compares its scopes with those needed by the endpoints open to its kind. */
export async function examineClient(
  { clientId, kind, credentials, place }: ExaminedClient,
  { routes, switches, send, ...check }: ClientExamination,
): Promise<ClientReport> {
  const client = { clientId, kind, upstreamClientId: credentials?.clientId, report: undefined };
  if (credentials === undefined) return { ...client, ...secretUnknown };
  const found = await checkCredentials(credentials, { ...check, place });
  if ('verdict' in found) return { ...client, ...found };
  const refusal = send && (await checkToken(credentials, found.token, { send, place }));
  if (refusal !== undefined) return { ...client, ...refusal };
  if (found.scopes === undefined) return { ...client, ...scopesUnknown };
  const report = reportScopes(servedTo(kind, routes, switches), found.scopes);
  return { ...client, ...scopesFinding(nameOf(clientId), report), report };
}

const secretUnknown: Finding = {
  check: 'credentials',
  verdict: 'unknown',
  sentence:
    'It is called with its own secret, of which the clients file has the SHA-256 alone: what it may do is known when it asks for a token.',
};

const scopesUnknown: Finding = {
  check: 'scopes',
  verdict: 'unknown',
  sentence: 'Its token does not tell the scopes: v2 decides at each call.',
};

function servedTo(kind: string, routes: readonly Route[], switches: ReadonlySet<string>): Route[] {
  return routes.filter(
    (route) =>
      route.gone === undefined &&
      route.callers.has(kind) &&
      (route.switch === undefined || switches.has(route.switch)),
  );
}

function scopesFinding(name: string, { works, refused, sometimes }: ScopeReport): Finding {
  const check = 'scopes';
  const all = works.length + refused.length;
  if (refused.length > 0) {
    const sentence = `${refused.length} of ${all} endpoints will be refused to ${name}, for want of scopes.`;
    return { check, verdict: 'wrong', partial: true, sentence };
  }
  if (sometimes.length > 0) {
    const sentence = `Some requests to ${sometimes.length} of ${all} endpoints will be refused to ${name}, for want of scopes.`;
    return { check, verdict: 'wrong', partial: true, sentence };
  }
  return { check, verdict: 'well', sentence: `All ${all} endpoints will work for ${name}.` };
}

function nameOf(clientId: string | undefined): string {
  return clientId === undefined ? 'callers without a token' : `client ${clientId}`;
}
