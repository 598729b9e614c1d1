import { Router } from 'express';
import type { Request, Response } from 'express';
import { checkScopes } from './bearer.js';
import { checkRule, faultSentence } from './check-rule.js';
import type { JsonValue } from './json-value.js';
import type { Dialect, Operation, V2Answer, V2Call, World } from './operation.js';
import type { RateLimiter } from './rate-limiter.js';
import { readBody } from './read-body.js';
import { readQuery } from './read-query.js';
import { V2Error } from './v2-error.js';
import { writeLogEntry } from './write-log-entry.js';

/** `/api/v2`, one route per operation of the dialect. Any other path below it is 404. */
export function apiRoutes(world: World, dialect: Dialect, limiter: RateLimiter): Router {
  const router = Router();
  for (const operation of dialect.operations) {
    router[verb(operation)](operation.path, async (request: Request, response: Response) => {
      send(response, await answerOperation(request, response, { operation, world, limiter, dialect }));
    });
  }
  router.use((_request, response) => {
    send(response, { status: 404, body: new V2Error(404, 'Not Found').body() });
  });
  return router;
}

interface Route {
  readonly operation: Operation;
  readonly world: World;
  readonly limiter: RateLimiter;
  readonly dialect: Dialect;
}

/**
 * Checks in hapi's order: token, scope, slots, query, body. Validation failures lack the rate headers (recorded
 * 2019).
 */
async function answerOperation(request: Request, response: Response, route: Route): Promise<V2Answer> {
  try {
    const call = await readCall(request, route);
    const verdict = route.limiter.take();
    response.set(verdict.headers);
    if (!verdict.allowed) throw new V2Error(429, route.dialect.tooMany.message, route.dialect.tooMany);
    const answer = await route.operation.answer(call, route.world);
    if (call.method !== 'GET') writeLogEntry(route.world.tenant, call, answer);
    return answer;
  } catch (error) {
    if (!(error instanceof V2Error)) throw error;
    return { status: error.status, body: error.body(), headers: error.details.headers ?? {} };
  }
}

async function readCall(request: Request, { operation, world, dialect }: Route): Promise<V2Call> {
  const caller = await dialect.readBearer(request.headers.authorization, world);
  const params = ownIds(request.params as Record<string, string>, world);
  checkScopes(caller, operation, operation.path.startsWith('/users/') ? params['id'] : undefined);
  checkParams(params, operation);
  const url = new URL(request.originalUrl, 'http://sandbox');
  const raw: unknown = request.body;
  return {
    method: operation.method,
    path: url.pathname,
    params,
    query: readQuery(url.searchParams, operation),
    body: checkedBody(
      readBody(Buffer.isBuffer(raw) ? raw : undefined, request.headers['content-type']),
      operation,
    ),
    caller,
    origin: `http://${request.headers.host ?? ''}`,
    userAgent: request.headers['user-agent'] ?? '',
  };
}

function ownIds(params: Readonly<Record<string, string>>, { tenant }: World): Record<string, string> {
  return Object.fromEntries(Object.entries(params).map(([name, id]) => [name, tenant.ownId(id)]));
}

function checkParams(params: Readonly<Record<string, string>>, operation: Operation): void {
  for (const [name, rule] of Object.entries(operation.params ?? {})) {
    const fault = checkRule(params[name], rule, name);
    if (fault !== undefined) {
      throw new V2Error(400, `Path validation error: ${faultSentence(fault)}`, 'invalid_uri');
    }
  }
}

function checkedBody(body: JsonValue, operation: Operation): JsonValue {
  if (operation.body === undefined) return {};
  const fault = checkRule(body, operation.body);
  if (fault !== undefined) {
    throw new V2Error(400, `Payload validation error: ${faultSentence(fault)}`, 'invalid_body');
  }
  return body;
}

/** Response headers as recorded 2018-2021. */
function send(response: Response, answer: V2Answer): void {
  response.status(answer.status).set({
    'cache-control': 'private, no-store, no-cache, must-revalidate, post-check=0, pre-check=0',
    vary: 'origin,accept-encoding',
    'strict-transport-security': 'max-age=15724800',
    'content-type': 'application/json; charset=utf-8',
    ...answer.headers,
  });
  if (answer.body === undefined) response.end();
  else response.end(JSON.stringify(answer.body));
}

function verb(operation: Operation): 'get' | 'post' | 'patch' | 'put' | 'delete' {
  const verbs = { GET: 'get', POST: 'post', PATCH: 'patch', PUT: 'put', DELETE: 'delete' } as const;
  return verbs[operation.method];
}
