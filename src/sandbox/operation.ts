import type { FieldRule } from './field-rule.js';
import type { Issuer } from './issuer.js';
import type { JsonObject, JsonValue } from './json-value.js';
import type { Tenant, TenantTraits } from './tenant.js';
import type { TokenRequest } from './oauth/token-request.js';

/** The caller, as described by the access token. */
export interface ApiCaller {
  /** `<client_id>@clients` for a machine, a user id for an end user. */
  readonly subject: string;
  readonly clientId: string;
  readonly scopes: ReadonlySet<string>;
}

/** One checked call on /api/v2. */
export interface V2Call {
  readonly method: string;
  /** As received, still percent-encoded, with the `/api/v2` prefix and without the query. */
  readonly path: string;
  /** Path slots, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** Query values, typed by the operation's rules. */
  readonly query: JsonObject;
  /** The JSON or form body; `{}` if it is empty. */
  readonly body: JsonValue;
  readonly caller: ApiCaller;
  /** `http://` and the Host header, the base of URLs in `Link` (recorded: with the http scheme). */
  readonly origin: string;
  readonly userAgent: string;
}

/** The answer to a call. Without `body` the answer has no content. */
export interface V2Answer {
  readonly status: number;
  readonly body?: JsonValue;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The state that operations work on. */
export interface World {
  readonly tenant: Tenant;
  readonly issuer: Issuer;
  /** Base URL of the sandbox, without a slash at the end. */
  readonly url: string;
}

/** One endpoint of v2: data for what it accepts, and a function for what it does. */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Path below /api/v2, with slots as `:name`. */
  readonly path: string;
  /** Any one of these scopes is enough (official OpenAPI). */
  readonly scopes: readonly string[];
  /** Rules for slots: a malformed slot is 400 `invalid_uri`, not 404. */
  readonly params?: Readonly<Record<string, FieldRule>>;
  /** Known query names. An unknown one is refused on GET and ignored on writes (recorded 2018: PATCH with `fields`). */
  readonly query?: Readonly<Record<string, FieldRule>>;
  readonly requiredQuery?: readonly string[];
  readonly body?: FieldRule;
  /** @throws V2Error */
  answer(call: V2Call, world: World): V2Answer | Promise<V2Answer>;
}

/** The behaviour of v2 at one time: its operations, and who may call them. */
export interface Dialect {
  readonly name: 'current' | '2015';
  readonly operations: readonly Operation[];
  /** Traits of the tenants of that time. */
  readonly tenant: TenantTraits;
  /** The error of a call over the rate limit. */
  readonly tooMany: { readonly message: string; readonly errorCode?: string };
  /**
   * Finds the caller by the Authorization header.
   *
   * @throws V2Error 400 or 401
   */
  readonly readBearer: (header: string | undefined, world: World) => Promise<ApiCaller>;
  /**
   * Answers the grant `client_credentials`.
   *
   * @throws OAuthError
   */
  readonly machineGrant: (request: TokenRequest, world: World) => Promise<JsonObject>;
  /** The endpoint that takes a user's password: the token endpoint, or one of its own. */
  readonly passwordLogin: '/oauth/token' | '/oauth/ro';
}

/** The body as an object, which the operation's rule has checked. */
export function bodyObject(call: V2Call): JsonObject {
  if (typeof call.body !== 'object' || call.body === null || Array.isArray(call.body)) return {};
  return call.body;
}
