import { setTimeout as wait } from 'node:timers/promises';
import express from 'express';
import type { Express, NextFunction, Request, Response } from 'express';
import { apiRoutes } from './api-routes.js';
import type { SandboxCall } from './call-record.js';
import { callRecord } from './call-record.js';
import { databaseRoutes } from './database-routes.js';
import { oauthRoutes } from './oauth/oauth-routes.js';
import type { Dialect, World } from './operation.js';
import { RateLimiter } from './rate-limiter.js';
import type { RateLimit } from './rate-limiter.js';
import { ticketPages } from './users/ticket-pages.js';
import { V2Error } from './v2-error.js';

/** Options of the app besides the tenant's state. */
export interface SandboxAppOptions {
  readonly dialect: Dialect;
  readonly rateLimit: RateLimit;
  readonly tokenLifetimeSeconds: number;
  readonly latencyMs: number;
  /** Receives every call, answered or refused. */
  readonly calls: SandboxCall[];
}

/** The express app of a sandbox. Fault injection would be one more middleware before the routes. */
export function sandboxApp(world: World, options: SandboxAppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use((_request, response, next) => {
    response.set('date', new Date(world.tenant.now()).toUTCString());
    next();
  });
  app.use(express.raw({ type: () => true, limit: '1mb' }));
  app.use(callRecord(options.calls));
  if (options.latencyMs > 0) {
    app.use(async (_request, _response, next) => {
      await wait(options.latencyMs);
      next();
    });
  }
  app.use(oauthRoutes(world, options));
  app.use(ticketPages(world));
  app.use(databaseRoutes(world));
  app.use('/api/v2', apiRoutes(world, options.dialect, new RateLimiter(options.rateLimit, world.tenant.now)));
  app.use((_request, response) => {
    response.status(404).json(new V2Error(404, 'Not Found').body());
  });
  app.use(answerFailure);
  return app;
}

/**
 * Answers oversized bodies and paths that cannot be decoded in v2's shape, and bugs of the sandbox as 500 with
 * their text.
 */
// eslint-disable-next-line max-params, @typescript-eslint/no-unused-vars -- express knows an error handler by its four parameters
function answerFailure(error: unknown, _request: Request, response: Response, _next: NextFunction): void {
  const status =
    error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 500;
  const message = error instanceof Error ? error.message : String(error);
  response.status(status).json(new V2Error(status, message).body());
}
