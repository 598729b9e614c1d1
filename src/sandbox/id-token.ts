import { secretBytes } from './client-secret.js';
import type { TokenReading } from './issuer.js';
import type { World } from './operation.js';

/** Reads an id_token, signed with the tenant's key or with the secret of the client in `aud`. */
export async function readIdToken(token: string, { tenant, issuer }: World): Promise<TokenReading> {
  const reading = await issuer.read(token, undefined);
  const aud = issuer.claimsOf(token)?.aud;
  const client = typeof aud === 'string' ? tenant.clients.get(aud) : undefined;
  if (reading.fault !== 'signature' || client === undefined) return reading;
  return issuer.readWithSecret(token, secretBytes(client.body), issuer.issuer);
}
