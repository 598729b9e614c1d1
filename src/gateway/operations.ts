import express, { type Express } from 'express';
import { listRoutes } from '../map/list-routes.js';
import { metricsContentType } from '../observe/metrics.js';
import type { UsageLedger } from '../observe/usage-ledger.js';
import type { Standing } from '../state/shared-state.js';
import { operatorGuard } from './operator-guard.js';
import { revocationRoutes, type RevocationRoutesDeps } from './revocation-routes.js';
import { sendJson } from './send-json.js';
import type { Street } from './street.js';
import { usageReport, type UsageReportOptions } from './usage-report.js';

export interface OperationsDeps extends RevocationRoutesDeps {
  readonly street: () => Pick<Street, 'table'>;
  readonly state: () => OperatingState | Promise<OperatingState>;
  /** In Prometheus's text format. */
  readonly metrics: () => Promise<string>;
  readonly usage: Pick<UsageLedger, 'list'>;
  /** The clients file, or nobody without one. */
  readonly listed: () => UsageReportOptions['listed'];
}

export interface OperatingState {
  readonly listening: boolean;
  readonly draining: boolean;
  readonly upstreamToken: 'ok' | 'waiting' | 'not needed';
  /** Never a reason not to be ready: the process goes on with what it knows. */
  readonly sharedState: Standing;
  /** Where several processes serve: how many do, and how many shall. One that is missing is being started again. */
  readonly workers?: { readonly serving: number; readonly of: number };
}

/**
 * What the operator asks, on a port of its own: `/livez` while the process runs, `/startupz` once it listens,
 * `/readyz` while it should be sent requests, `/routes` for the map it runs, `/metrics` for Prometheus, `/usage` for who still calls what,
 * `/revocations` for tokens taken back.
 * The map and the configuration are valid wherever this answers: with a flaw in either, nothing listens.
 * The first three ask for no token: probes and load balancers have none, and the answers are a few words of our own.
 */
export function operationsApp({ street, state, metrics, usage, listed, ...door }: OperationsDeps): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.get('/livez', (_request, response) => {
    sendJson(response, 200, { status: 'ok' });
  });
  app.get('/startupz', async (_request, response) => {
    const { listening } = await state();
    sendJson(response, listening ? 200 : 503, { status: listening ? 'ok' : 'starting' });
  });
  app.get('/readyz', async (_request, response) => {
    const now = await state();
    const ready = now.listening && !now.draining && now.upstreamToken !== 'waiting';
    sendJson(response, ready ? 200 : 503, { status: ready ? 'ok' : 'not ready', ...now });
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
    const found = await usage.list();
    sendJson(response, 200, usageReport(found, { routes: street().table, listed: listed() }));
  });
  app.use(revocationRoutes(door));
  app.use((_request, response) => {
    sendJson(response, 404, { error: 'not found' });
  });
  return app;
}
