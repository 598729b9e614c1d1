import express from 'express';
import type { Express, NextFunction, Request, Response } from 'express';
import { isJsonObject } from '../json-value.js';
import { v1ClientRoutes } from './v1-client-routes.js';
import { v1ConnectionRoutes } from './v1-connection-routes.js';
import { v1EmailRoutes } from './v1-email-routes.js';
import type { V1Answer, V1Asker, V1Operation } from './v1-operation.js';
import { notFound, V1Refusal } from './v1-refusal.js';
import { bodyOf, originOf, pathWith, queryOf, withoutCredentials } from './v1-request.js';
import { v1RuleRoutes } from './v1-rule-routes.js';
import type { V1Store } from './v1-store.js';
import { V1Tokens } from './v1-tokens.js';
import { v1UserRoutes } from './v1-user-routes.js';

const operations: readonly V1Operation[] = [
  ...v1UserRoutes,
  ...v1ConnectionRoutes,
  ...v1ClientRoutes,
  ...v1RuleRoutes,
  ...v1EmailRoutes,
];

/** The express app of a native v1 over this store. */
export function v1Face(store: V1Store): Express {
  const tokens = new V1Tokens(store);
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(express.raw({ type: () => true, limit: '1mb' }));
  app.post('/oauth/token', (request, response) => {
    const body = bodyOf(request);
    const { status, body: reply } = tokens.grant(isJsonObject(body) ? body : {});
    response.status(status).json(reply);
  });
  for (const operation of operations) {
    const route = app.route(operation.path);
    route[methodOf(operation)]((request: Request, response: Response) => {
      const query = queryOf(request.url);
      const asker = operation.open === true ? nobody : askerOf(request, query, tokens);
      if (operation.globalOnly === true && !asker.isGlobal)
        throw new V1Refusal(401, 'Only the global client may do this.');
      const answer = operation.answer({
        slots: request.params as Record<string, string>,
        query: withoutCredentials(query),
        body: bodyOf(request),
        asker,
        store,
        origin: originOf(request),
      });
      send(response, answer, (next) => linkTo(request, next, { tokens, asker }));
    });
  }
  app.use(() => {
    throw notFound();
  });
  app.use(answerFailure);
  return app;
}

const nobody: V1Asker = { clientId: '', isGlobal: false };

function methodOf({ method }: V1Operation): 'get' | 'post' | 'put' | 'patch' | 'delete' {
  return method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';
}

/** Authenticates by the header, by `access_token` on any method, or by the signature of a link. */
function askerOf(request: Request, query: Readonly<Record<string, string>>, tokens: V1Tokens): V1Asker {
  const bearer = /^bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const token = bearer ?? query['access_token'];
  const asker =
    token === undefined
      ? tokens.askerOfLink(pathWith(request, withoutCredentials(query)), query['bewit'] ?? '')
      : tokens.askerOf(token);
  if (asker === undefined) throw new V1Refusal(401, 'The access token is missing or not valid.');
  return asker;
}

/** An absolute URL that is valid for a while without a token (node's README). */
function linkTo(
  request: Request,
  next: Readonly<Record<string, string>>,
  { tokens, asker }: { readonly tokens: V1Tokens; readonly asker: V1Asker },
): string {
  const path = pathWith(request, next);
  const bewit = encodeURIComponent(tokens.bewit(path, asker.clientId));
  return `<${originOf(request)}${path}&bewit=${bewit}>; rel="next"`;
}

function send(
  response: Response,
  { status = 200, body, next }: V1Answer,
  link: (next: Readonly<Record<string, string>>) => string,
): void {
  response.status(status);
  // Exactly this spelling: .NET reads the name case-sensitively.
  if (next !== undefined) response.setHeader('Link', link(next));
  if (typeof body === 'string') response.type('text/plain').send(body);
  else response.json(body);
}

// eslint-disable-next-line max-params, @typescript-eslint/no-unused-vars -- express knows an error handler by its four parameters
function answerFailure(error: unknown, _request: Request, response: Response, _next: NextFunction): void {
  const status =
    error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 500;
  const sentence = error instanceof Error ? error.message : String(error);
  response.status(status).type('text/plain').send(sentence);
}
