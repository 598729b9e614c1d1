import express, { type ErrorRequestHandler, type Express } from 'express';
import { listRoutes, type ListedRoute } from '../../map/print/list-routes.js';
import { errorFields } from '../../observe/log/error-fields.js';
import type { Logger } from '../../observe/log/logger.js';
import { metricsContentType } from '../../observe/metrics/metrics.js';
import type { UsageLedger } from '../../observe/usage/usage-ledger.js';
import type { Standing } from '../../state/shared-state.js';
import { operatorGuard, passwordChallenge } from './operator-guard.js';
import { revocationRoutes, type RevocationRoutesDeps } from './revocation-routes.js';
import { sendJson } from './send-json.js';
import type { Street } from '../street.js';
import { usageReport, type UsageReport, type UsageReportOptions } from './usage-report.js';

export interface OperationsDeps extends RevocationRoutesDeps {
  readonly street: () => Pick<Street, 'table'>;
  readonly state: () => OperatingState | Promise<OperatingState>;
  /** The metrics in Prometheus's text format. */
  readonly metrics: () => Promise<string>;
  readonly usage: Pick<UsageLedger, 'list'>;
  /** The clients of the clients file; empty without a file. */
  readonly listed: () => UsageReportOptions['listed'];
  readonly console: OperatorsPage;
}

/** The page at `/console`: the operator's data as HTML. */
export interface OperatorsPage {
  readonly headers: Readonly<Record<string, string>>;
  page(shown: {
    readonly ready: boolean;
    readonly state: OperatingState;
    readonly usage: UsageReport;
    readonly routes: readonly ListedRoute[];
  }): string;
}

export interface OperatingState {
  readonly listening: boolean;
  readonly draining: boolean;
  readonly upstreamToken: 'ok' | 'waiting' | 'not needed';
  /** Never makes the process unready: it goes on with what it knows. */
  readonly sharedState: Standing;
  /** Set where several processes serve: how many serve now, of how many. A missing worker is being restarted. */
  readonly workers?: { readonly serving: number; readonly of: number };
}

/**
 * The app on the operator's port: `/livez` while the process runs, `/startupz` once it listens, `/readyz` while it
 * accepts requests, `/routes` for the map, `/metrics` for Prometheus, `/usage` for who still calls what,
 * `/revocations` for revoked tokens, `/console` for a browser. Nothing listens with an invalid map or configuration.
 */
export function operationsApp({
  street,
  state,
  metrics,
  usage,
  listed,
  console: page,
  ...door
}: OperationsDeps): Express {
  const app = express();
  const report = async (): Promise<UsageReport> =>
    usageReport(await usage.list(), { routes: street().table, listed: listed() });
  app.disable('x-powered-by').disable('etag');
  addProbes(app, state);
  app.get('/console', operatorGuard(door.adminToken, [passwordChallenge]), async (_request, response) => {
    const [now, counted] = await Promise.all([state(), report()]);
    const shown = { ready: isReady(now), state: now, usage: counted, routes: listRoutes(street().table) };
    response.writeHead(200, page.headers).end(page.page(shown));
  });
  app.use(operatorGuard(door.adminToken));
  app.get('/routes', (_request, response) => {
    sendJson(response, 200, listRoutes(street().table));
  });
  app.get('/metrics', async (_request, response) => {
    const text = await metrics();
    response.writeHead(200, { 'Content-Type': metricsContentType, 'Cache-Control': 'no-store' }).end(text);
  });
  app.get('/usage', async (_request, response) => {
    sendJson(response, 200, await report());
  });
  app.use(revocationRoutes(door));
  app.use((_request, response) => {
    sendJson(response, 404, { error: 'not found' });
  });
  app.use(lastResort(door.log));
  return app;
}

/** Express's default error handler would send the stack. */
function lastResort(log: Logger): ErrorRequestHandler {
  // eslint-disable-next-line max-params, @typescript-eslint/no-unused-vars -- Express knows an error handler by its four parameters
  return (error: unknown, _request, response, _next) => {
    log.error('internal error', errorFields(error));
    if (response.headersSent) response.destroy();
    else sendJson(response, 500, { error: 'internal error' });
  };
}

function isReady({ listening, draining, upstreamToken }: OperatingState): boolean {
  return listening && !draining && upstreamToken !== 'waiting';
}

/** The probes need no token: load balancers have none, and the answers hold no secrets. */
function addProbes(app: Express, state: OperationsDeps['state']): void {
  app.get('/livez', (_request, response) => {
    sendJson(response, 200, { status: 'ok' });
  });
  app.get('/startupz', async (_request, response) => {
    const { listening } = await state();
    sendJson(response, listening ? 200 : 503, { status: listening ? 'ok' : 'starting' });
  });
  app.get('/readyz', async (_request, response) => {
    const now = await state();
    const ready = isReady(now);
    sendJson(response, ready ? 200 : 503, { status: ready ? 'ok' : 'not ready', ...now });
  });
}
