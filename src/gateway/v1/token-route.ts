import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import { GatewayError } from '../../errors/gateway-error.js';
import { asJsonObject } from '../../syntax/json-object.js';
import { splitTarget } from '../../syntax/split-target.js';
import type { V1Reply } from '../../pipeline/exchange.js';
import type { IssuedToken } from '../../tokens/tokens.js';
import type { BodyBudget } from '../limits/body-budget.js';
import { withBasicCredentials } from '../../syntax/basic-credentials.js';
import { clientNetwork } from '../limits/client-network.js';
import { corsHeaders } from './cors.js';
import type { FailedAttempts } from '../limits/failed-attempts.js';
import { parseBody, readType } from '../body/parse-body.js';
import type { MigrationHeaders } from './migration-headers.js';
import type { PassThrough } from '../pass-through/pass-through.js';
import { writePreflight } from './preflight.js';
import { readBody } from '../body/read-body.js';
import type { LiveV1 } from '../pass-through/live-v1.js';
import { failureReply } from '../refused-request.js';
import type { CurrentStreet } from '../street.js';
import type { Traffic } from '../traffic.js';
import type { TrustsPeer } from '../limits/trusted-proxies.js';
import { contextOf } from '../request-context.js';
import { writeReply } from '../write-reply.js';

export interface TokenRouteDeps {
  /** Checks the client's credentials and issues a v1 token. */
  readonly issue: (credentials: { clientId: string; clientSecret: string }) => Promise<IssuedToken>;
  readonly street: CurrentStreet;
  readonly traffic: Traffic;
  readonly budget: BodyBudget;
  readonly attempts: FailedAttempts;
  readonly trusts: TrustsPeer;
  readonly passThrough: PassThrough;
  readonly migration: MigrationHeaders;
  /** Undefined where no live v1 is configured. */
  readonly liveV1: LiveV1 | undefined;
}

/** RFC 6749 section 5.1. */
const unkept = ['Cache-Control', 'no-store', 'Pragma', 'no-cache'] as const;

/** Bytes. A larger body is not a request for a v1 token. */
const maxTokenBody = 64 * 1024;

/**
 * `POST /oauth/token` with the client-credentials grant and no audience is for v1. Every other grant is passed
 * through to the tenant byte for byte. `type=web_server` is ignored.
 */
export function tokenRoute(deps: TokenRouteDeps): RequestHandler {
  return (request, response, next) => {
    const { path } = splitTarget(request.url);
    if (!/^\/oauth\/token\/*$/.test(path)) next();
    else if (request.method === 'POST' && isReadable(request)) void serve(request, response, deps);
    else if (request.method === 'OPTIONS') writePreflight(request, response, deps.traffic);
    else next();
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  deps: TokenRouteDeps,
): Promise<void> {
  const context = contextOf(request);
  context.route = 'token';
  const respond = (reply: V1Reply): void => {
    writeReply(response, reply, {
      context,
      traffic: deps.traffic,
      extra: [...unkept, ...corsHeaders(request.headers), ...deps.migration()],
    });
  };
  try {
    const bytes = await readBody(request, { limit: maxTokenBody, hold: deps.budget(response) });
    const fields = withBasicCredentials(readFields(bytes, request.headers['content-type']), request.headers);
    if (!isV1Grant(fields)) {
      deps.passThrough.forward(request, response, { body: bytes });
      return;
    }
    if (forwardedToV1(fields, bytes, { response, deps })) return;
    respond(await issue(fields, clientNetwork(request, deps.trusts), deps));
  } catch (error) {
    respond(failureReply(error, deps.street().errors));
  }
}

/** A live v1 gives out its tokens itself while it answers the applications. @returns whether it was asked */
function forwardedToV1(
  { client_id: clientId }: Record<string, unknown>,
  body: Buffer,
  { response, deps }: { response: ServerResponse; deps: TokenRouteDeps },
): boolean {
  return deps.liveV1?.forwardsGrant({ clientId, body }, { response, street: deps.street() }) === true;
}

/** Whether to read the body; any other body is streamed through. */
function isReadable({ headers }: IncomingMessage): boolean {
  const { essence } = readType(headers['content-type']);
  const known = essence.includes('json') || essence === 'application/x-www-form-urlencoded';
  const plain = (headers['content-encoding'] ?? 'identity') === 'identity';
  return known && plain && Number(headers['content-length'] ?? 0) <= maxTokenBody;
}

/** No fields for an unreadable body: the tenant refuses it. */
function readFields(bytes: Buffer, contentType: string | undefined): Record<string, unknown> {
  try {
    return asJsonObject(parseBody(bytes, contentType));
  } catch {
    return {};
  }
}

function isV1Grant({ grant_type, audience }: Record<string, unknown>): boolean {
  return (
    grant_type === 'client_credentials' && (audience === undefined || audience === null || audience === '')
  );
}

async function issue(
  fields: Record<string, unknown>,
  network: string,
  deps: TokenRouteDeps,
): Promise<V1Reply> {
  const { client_id: clientId, client_secret: clientSecret } = fields;
  if (!isFilled(clientId) || !isFilled(clientSecret)) {
    throw new GatewayError('request-malformed', { message: 'client_id and client_secret are required.' });
  }
  const { kind, ...value } = await deps.attempts.guard({ clientId, clientSecret, network }, () =>
    deps.issue({ clientId, clientSecret }),
  );
  return {
    status: 200,
    headers: {},
    body: { kind: 'json', value },
    outcome: { caller: { kind, clientId }, calls: 0, lossy: [] },
  };
}

function isFilled(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
