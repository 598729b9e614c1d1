import type { FieldRule } from './field-rule.js';
import type { Issuer } from './issuer.js';
import type { JsonObject, JsonValue } from './json-value.js';
import type { Tenant, TenantTraits } from './tenant.js';
import type { TokenRequest } from './oauth/token-request.js';

/** Who calls, as the access token says. */
export interface ApiCaller {
  /** `<client_id>@clients` for a machine, a user id for an end user. */
  readonly subject: string;
  readonly clientId: string;
  readonly scopes: ReadonlySet<string>;
}

/** One checked call on /api/v2. */
export interface V2Call {
  readonly method: string;
  /** As it came, still encoded, with the `/api/v2` prefix and without query. */
  readonly path: string;
  /** Path slots, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** Query values, typed as the operation's rules say. */
  readonly query: JsonObject;
  /** The JSON or form body; an empty one is `{}`. */
  readonly body: JsonValue;
  readonly caller: ApiCaller;
  /** `http://` and the Host header: Link URLs are built on it (recorded: with the http scheme). */
  readonly origin: string;
  readonly userAgent: string;
}

/** What goes back. No body means an empty answer. */
export interface V2Answer {
  readonly status: number;
  readonly body?: JsonValue;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What an operation works on. */
export interface World {
  readonly tenant: Tenant;
  readonly issuer: Issuer;
  /** Base URL of the sandbox, without a slash at the end. */
  readonly url: string;
}

/** One endpoint of v2: what it accepts as data, what it does as a function. */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Below /api/v2, slots as `:name`. */
  readonly path: string;
  /** Any one of them suffices (official OpenAPI). */
  readonly scopes: readonly string[];
  /** Slots checked by pattern: a malformed one is 400 `invalid_uri`, not 404. */
  readonly params?: Readonly<Record<string, FieldRule>>;
  /** Known query names. On GET an unknown one is refused; on writes it is ignored (recorded 2018: PATCH with `fields`). */
  readonly query?: Readonly<Record<string, FieldRule>>;
  readonly requiredQuery?: readonly string[];
  readonly body?: FieldRule;
  /** @throws V2Error */
  answer(call: V2Call, world: World): V2Answer | Promise<V2Answer>;
}

/** A way v2 has behaved over time: the operations it offers, and who may call them. */
export interface Dialect {
  readonly name: 'current' | '2015';
  readonly operations: readonly Operation[];
  /** What tenants of that time have. */
  readonly tenant: TenantTraits;
  /** What a call over the rate limit is told. */
  readonly tooMany: { readonly message: string; readonly errorCode?: string };
  /**
   * Who calls, by the Authorization header.
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
  /** Where a user's password is taken: by grants of the token endpoint, or at an endpoint of its own. */
  readonly passwordLogin: '/oauth/token' | '/oauth/ro';
}

/** The call's body as an object; its operation's rule has made sure that it is one. */
export function bodyObject(call: V2Call): JsonObject {
  if (typeof call.body !== 'object' || call.body === null || Array.isArray(call.body)) return {};
  return call.body;
}
