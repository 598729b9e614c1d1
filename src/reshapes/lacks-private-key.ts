import { signingKeyOf } from './client-to-v1.js';
import { someOf } from './some-of.js';

/** Whether the signing key of a v2 client is shown without its private half, as v2 does since about 2025. */
export function lacksPrivateKey(clients: unknown): boolean {
  return someOf(clients, (client) => {
    const key = signingKeyOf(client);
    return key !== undefined && key['key'] === undefined;
  });
}
