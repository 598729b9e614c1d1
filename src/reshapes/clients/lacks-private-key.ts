import { signingKeyOf } from './client-to-v1.js';
import { someOf } from '../some-of.js';

/** Whether a v2 client's signing key lacks its private half, as in v2 since about 2025. */
export function lacksPrivateKey(clients: unknown): boolean {
  return someOf(clients, (client) => {
    const key = signingKeyOf(client);
    return key !== undefined && key['key'] === undefined;
  });
}
