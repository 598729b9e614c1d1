import type { RequestListener } from 'node:http';
import express, { type ErrorRequestHandler } from 'express';
import { errorFields } from '../observe/log/error-fields.js';
import { confirmRoute, type ConfirmRouteDeps } from './v1/confirm-route.js';
import { entrance, type EntranceDeps } from './entrance.js';
import { expressPrototypes, type ServerClasses } from './express-prototypes.js';
import { migrationHeaders, type MigrationSettings } from './v1/migration-headers.js';
import type { PassThrough } from './pass-through/pass-through.js';
import { writePreflight } from './v1/preflight.js';
import { failureReply } from './refused-request.js';
import { tokenRoute, type TokenRouteDeps } from './v1/token-route.js';
import { v1Branch, type V1BranchDeps } from './v1/v1-branch.js';
import { contextOf } from './request-context.js';
import { writeReply } from './write-reply.js';

export interface ClientAppDeps
  extends
    EntranceDeps,
    Omit<V1BranchDeps, 'origin' | 'migration'>,
    Omit<TokenRouteDeps, 'passThrough' | 'migration'>,
    ConfirmRouteDeps {
  readonly passThrough: PassThrough;
  readonly publicUrl: string | undefined;
  readonly migration: MigrationSettings;
}

export interface ClientApp {
  readonly listener: RequestListener;
  /** The classes that the server must create requests and responses from. */
  readonly classes: ServerClasses;
}

/**
 * The app on the applications' ports. In order: the entrance, v1, v1's token route, the confirmation page of a
 * ticket, and the pass-through for the rest. The entrance precedes Express, which answers an unreadable target
 * itself.
 */
export function clientApp(deps: ClientAppDeps): ClientApp {
  const app = express();
  app.disable('x-powered-by').disable('etag').set('query parser', false);
  const migration = migrationHeaders(deps.migration);
  app.use(tokenRoute({ ...deps, migration }));
  app.use(confirmRoute(deps));
  app.use((request, response) => {
    if (request.url === '*') writePreflight(request, response, deps.traffic);
    else deps.passThrough.forward(request, response);
  });
  app.use(lastResort(deps));
  const enter = entrance(deps);
  const branch = v1Branch({ ...deps, migration, origin: { publicUrl: deps.publicUrl, trusts: deps.trusts } });
  return {
    listener: (request, response) => {
      enter(request, response, () => {
        branch(request, response, () => void app(request, response));
      });
    },
    classes: expressPrototypes(app),
  };
}

/** Reached only by a bug in one of the handlers above. */
function lastResort({ street, traffic, log }: ClientAppDeps): ErrorRequestHandler {
  // eslint-disable-next-line max-params, @typescript-eslint/no-unused-vars -- Express knows an error handler by its four parameters
  return (error: unknown, request, response, _next) => {
    const context = contextOf(request);
    log.error('internal error', { requestId: context.id, ...errorFields(error) });
    const { outcome, ...reply } = failureReply(error, street().errors);
    writeReply(response, { ...reply, outcome: { ...outcome, cause: undefined } }, { context, traffic });
  };
}
