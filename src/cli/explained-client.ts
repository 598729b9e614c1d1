import { readConfig } from '../config/read-config.js';
import { checkCredentials } from '../doctor/check-credentials.js';
import { examinedClients, type ExaminedClient } from '../doctor/examined-client.js';
import type { ExplainRequest } from '../map/print/explain.js';
import type { LoadedMap } from '../map/load-map.js';
import type { Asker } from '../map/route.js';
import { standInOf } from '../tokens/legacy-client.js';
import type { TokenSigner } from '../tokens/sign-v2-token.js';
import { parseTokenKeys } from '../tokens/token-keys.js';
import { UpstreamTokens } from '../tokens/upstream-tokens.js';
import { createUpstream } from '../upstream/upstream.js';
import { openSurroundings } from './open-surroundings.js';
import type { Surroundings } from '../wiring/configured/surroundings.js';
import { tokenSigner } from '../wiring/parts/token-signer.js';

export interface ExplainedClient {
  readonly asking: Pick<ExplainRequest, 'caller' | 'token'>;
  /** Why its scopes are unknown. */
  readonly note: string | undefined;
}

/**
 * Finds a client of the clients file and gets its v2 token from the tenant; undefined for an unknown id. Reads the
 * whole configuration.
 *
 * @throws ConfigError
 */
export async function explainedClient(
  clientId: string,
  map: LoadedMap,
): Promise<ExplainedClient | undefined> {
  const config = readConfig({ parseTokenKeys });
  const around = await openSurroundings(config);
  try {
    const client = findClient(clientId, around);
    if (client === undefined) return undefined;
    const known = { caller: askerOf(client, around) };
    const token = await tokenOf(client, { ...around.upstream, sign: tokenSigner(config, () => map.routes) });
    if (typeof token === 'string') return { asking: known, note: token };
    return { asking: { ...known, token }, note: undefined };
  } finally {
    await around.release();
  }
}

/** The caller in the form that the pipeline's plan uses. */
function askerOf({ clientId = '', kind, credentials }: ExaminedClient, { clients }: Surroundings): Asker {
  return {
    client_id: clientId,
    kind,
    guessed: clients === undefined,
    upstream_id: credentials?.clientId,
    stand_in: standInOf(clients?.find((client) => client.clientId === clientId)),
  };
}

/** Without a clients file every client is `global`, and brings its secret along. */
function findClient(clientId: string, { clients, upstream }: Surroundings): ExaminedClient | undefined {
  if (clients === undefined) return { clientId, kind: 'global', credentials: undefined, place: '' };
  return examinedClients(clients, upstream.service).find((client) => client.clientId === clientId);
}

/** @returns the token's scopes, or a sentence that says why they are unknown */
async function tokenOf(
  { credentials, place }: ExaminedClient,
  { url, audience, sign }: Surroundings['upstream'] & { sign: TokenSigner | undefined },
): Promise<ExplainedClient['asking']['token'] | string> {
  if (credentials === undefined) return 'The secret of this client is not known here, and so are its scopes.';
  const upstream = createUpstream({ url, resilience: false });
  try {
    const tokens = new UpstreamTokens({ exchange: upstream.exchange, audience, sign, now: Date.now });
    const found = await checkCredentials(credentials, { tokens, audience, place });
    if ('verdict' in found) return `Explained without the scopes of the client. ${found.sentence}`;
    if (found.scopes === undefined) return 'The token of this client does not tell its scopes: v2 decides.';
    return { clientId: credentials.clientId, scopes: found.scopes };
  } finally {
    await upstream.close();
  }
}
