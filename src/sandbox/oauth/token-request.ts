import type { JsonObject } from '../json-value.js';
import type { ClientCredentials } from './oauth-client.js';

/** A request to the token endpoint. */
export interface TokenRequest {
  readonly body: JsonObject;
  readonly credentials: ClientCredentials;
  readonly ip: string;
  /** Lifetime of v2 access tokens, in seconds. */
  readonly lifetime: number;
}
