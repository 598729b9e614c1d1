import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { JsonObject } from '../json-value.js';
import { textAt } from '../json-value.js';
import type { V1Asker } from './v1-operation.js';
import type { V1Store } from './v1-store.js';

/** Lifetime of a token: one day (S1). */
const tokenLifeMs = 86_400_000;
/** Lifetime of a paging link: "a short period of time" (node's README). */
const linkLifeMs = 300_000;

/** Opaque tokens, and the bewits of paging links, which replace a token. */
export class V1Tokens {
  readonly #tokens = new Map<string, { readonly clientId: string; readonly until: number }>();
  readonly #key = randomBytes(32);

  constructor(private readonly store: V1Store) {}

  /**
   * Answers `POST /oauth/token`: 404 for an unknown client, 401 for a wrong secret, as node and .NET expect.
   *
   * @returns status and JSON body, with `error` and `error_description` for OAuth clients
   */
  grant(body: JsonObject): { readonly status: number; readonly body: JsonObject } {
    if (body['grant_type'] !== 'client_credentials')
      return refuse(400, 'invalid_request', 'Only client_credentials.');
    const clientId = textAt(body, 'client_id') ?? '';
    const client = this.store.clients.get(clientId);
    if (client === undefined) return refuse(404, 'invalid_client', 'Unknown client.');
    if (client['clientSecret'] !== body['client_secret'])
      return refuse(401, 'access_denied', 'Unauthorized.');
    const token = randomBytes(24).toString('base64url');
    this.#tokens.set(token, { clientId, until: this.store.now() + tokenLifeMs });
    return { status: 200, body: { access_token: token, token_type: 'bearer' } };
  }

  /** The client of this token; undefined if the token is unknown or expired, or the client was deleted. */
  askerOf(token: string): V1Asker | undefined {
    const known = this.#tokens.get(token);
    return known === undefined || known.until < this.store.now() ? undefined : this.#asker(known.clientId);
  }

  /** A signature that makes a link of this client valid without a token. */
  bewit(link: string, clientId: string): string {
    const until = String(this.store.now() + linkLifeMs);
    return [clientId, until, this.#mac(link, clientId, until)].join('.');
  }

  /** The client that got this link; undefined if the signature is invalid or expired. */
  askerOfLink(link: string, bewit: string): V1Asker | undefined {
    const [clientId = '', until = '', mac = ''] = bewit.split('.');
    const right = Buffer.from(this.#mac(link, clientId, until));
    const sent = Buffer.from(mac);
    if (right.length !== sent.length || !timingSafeEqual(right, sent)) return undefined;
    return Number(until) < this.store.now() ? undefined : this.#asker(clientId);
  }

  #asker(clientId: string): V1Asker | undefined {
    const client = this.store.clients.get(clientId);
    return client === undefined ? undefined : { clientId, isGlobal: client['global'] === true };
  }

  #mac(link: string, clientId: string, until: string): string {
    return createHmac('sha256', this.#key)
      .update(JSON.stringify([link, clientId, until]))
      .digest('base64url');
  }
}

function refuse(
  status: number,
  error: string,
  error_description: string,
): { status: number; body: JsonObject } {
  return { status, body: { error, error_description } };
}
