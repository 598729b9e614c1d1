import type { CallerKind } from '../tokens/caller.js';
import { upstreamCredentials, type LegacyClient } from '../tokens/legacy-client.js';
import type { Credentials } from '../tokens/credentials.js';

/** A client that v2 is called for, and the credentials for those calls. */
export interface ExaminedClient {
  /** As in the clients file; undefined for callers without a token. */
  readonly clientId: string | undefined;
  readonly kind: CallerKind;
  /** Undefined where they become known only when the client requests a token. */
  readonly credentials: Credentials | undefined;
  /** Where the credentials are configured. */
  readonly place: string;
}

/** The clients of the clients file, then the service client, which serves callers without a token. */
export function examinedClients(
  clients: readonly LegacyClient[] | undefined,
  service: Credentials | undefined,
): ExaminedClient[] {
  const listed = (clients ?? []).map((client): ExaminedClient => {
    const credentials = upstreamCredentials(client, service);
    const place = credentials === service ? servicePlace : 'the clients file';
    return { clientId: client.clientId, kind: client.kind, credentials, place };
  });
  if (service === undefined) return listed;
  const nobody = {
    clientId: undefined,
    kind: 'anonymous',
    credentials: service,
    place: servicePlace,
  } as const;
  return [...listed, nobody];
}

const servicePlace = 'HOLDOVER_UPSTREAM_CLIENT_ID and HOLDOVER_UPSTREAM_CLIENT_SECRET';
