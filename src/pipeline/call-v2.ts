import { GatewayError } from '../errors/gateway-error.js';
import type { TraceContext } from '../observe/tracing/trace-context.js';
import type { CallShape, Route, Scope } from '../map/route.js';
import { areMet } from '../map/run/scope-needs.js';
import type { Caller } from '../tokens/caller.js';
import type { Cancellation } from '../upstream/cancellation.js';
import type { BearerSource, Upstream, UpstreamRequest } from '../upstream/exchange.js';
import { hideSecrets } from './refusals/scrub-sentence.js';

/** What every call needs besides its request. */
export interface CallDeps {
  readonly upstream: Upstream;
  readonly caller: Caller;
  readonly signal: Cancellation;
  readonly onCall: () => void;
  readonly trace?: TraceContext | undefined;
  /** Whether the request changes something. */
  readonly writing: boolean;
  /** Decides whether the answer to the route's only call may stay undecoded. Undefined: it is decoded. */
  readonly copiesText?: UpstreamRequest['copiesText'];
  /** The same for the items of the route's list. */
  readonly copiesItems?: Route['copiesItems'];
  /** Set by a call whose answer was not decoded. */
  isomorphic?: boolean;
}

/** The v2 request of a step, with its values taken from the scope. */
export function requestOf(shape: CallShape, scope: Scope): UpstreamRequest {
  return {
    answers: shape.answers === 'text' ? 'text' : 'json',
    method: shape.method,
    template: shape.template,
    path: shape.path(scope),
    query: shape.query(scope),
    body: shape.body?.(scope),
  };
}

export function withBody(
  { method, template, path, query, answers }: UpstreamRequest,
  body: unknown,
): UpstreamRequest {
  return { answers, method, template, path, query, body };
}

export function withQuery(request: UpstreamRequest, more: readonly [string, string][]): UpstreamRequest {
  if (more.length === 0) return request;
  const { method, template, path, query = [], body, answers } = request;
  return { answers, method, template, path, query: [...query, ...more], body };
}

/**
 * Adds credentials to the body that the map never sees. `bearer: credentials` adds the client's own id and secret;
 * `bearer: client` adds the secret of the client that the body names, if holdover knows it.
 *
 * @throws GatewayError `credentials-missing`
 */
export function withCredentials(
  request: UpstreamRequest,
  { bearer }: CallShape,
  caller: Caller,
): UpstreamRequest {
  if (bearer === 'client') return withNamed(request, caller);
  if (bearer !== 'credentials') return request;
  const own = caller.credentials?.();
  if (own === undefined) {
    throw new GatewayError('credentials-missing', {
      message: `This is done by POST ${request.path} with the client's own secret, which holdover does not know: the clients file may hold it as client_secret, or make that call yourself.`,
    });
  }
  const { clientId: client_id, clientSecret: client_secret } = own;
  return { ...request, body: { ...(request.body as object), client_id, client_secret } };
}

/** A public client needs no secret. If the named client has one that holdover does not know, the tenant says so. */
function withNamed(request: UpstreamRequest, caller: Caller): UpstreamRequest {
  const { client_id } = request.body as { readonly client_id: string };
  const named = caller.credentials?.(client_id);
  if (named === undefined) return request;
  return { ...request, body: { ...(request.body as object), client_secret: named.clientSecret } };
}

/** Sends the request and counts the call. */
export async function send(
  request: UpstreamRequest,
  bearer: BearerSource | undefined,
  deps: CallDeps,
): Promise<unknown> {
  deps.onCall();
  try {
    const { method, path, query, body, template, answers } = request;
    const { trace, writing: fresh, copiesText } = deps;
    const callerKey = callerKeyOf(deps.caller);
    // Fields are listed because a spread costs ten times as much, for every call.
    const asked = { method, path, query, body, template, answers, callerKey, trace, fresh, copiesText };
    const answer = await deps.upstream.send(asked, bearer, deps.signal);
    if (answer.isomorphic === true) deps.isomorphic = true;
    return answer.body;
  } catch (error) {
    throw withoutSecrets(error, request);
  }
}

/** Anybody can make up v2 tokens for any number of clients: the pacer treats all their senders as one caller. */
function callerKeyOf({ kind, clientId }: Caller): string {
  return kind === 'v2' ? 'v2' : `client ${clientId}`;
}

/** v2 quotes what it was sent. That may include the client's secret, which holdover has added to the body. */
function withoutSecrets(error: unknown, { body, query }: UpstreamRequest): unknown {
  if (!(error instanceof GatewayError) || error.details.message === undefined) return error;
  const message = hideSecrets(error.details.message, [body, Object.fromEntries(query ?? [])]);
  return new GatewayError(error.code, { ...error.details, message }, { cause: error.cause });
}

/** @throws GatewayError `credentials-missing` */
export function bearerOf(
  { bearer, need }: CallShape,
  scope: Scope,
  caller: Caller,
): BearerSource | undefined {
  if (bearer === 'none' || bearer === 'credentials' || bearer === 'client') return undefined;
  if (bearer !== 'caller') return fixedBearer(String(bearer(scope)));
  if (caller.bearer === undefined) {
    throw new GatewayError('credentials-missing', {
      message:
        'This call carries no v1 token, and holdover has no service credentials of its own to make it.',
    });
  }
  const { fallback } = caller;
  return fallback === undefined || need === undefined || areMet([need], fallback.own)
    ? caller.bearer
    : fallback.bearer;
}

/** A token that the client sent itself and that cannot be renewed. */
function fixedBearer(token: string): BearerSource {
  return {
    current: () => Promise.resolve(token),
    renew: () => Promise.resolve(token),
  };
}
