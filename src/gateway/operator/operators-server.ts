import { createServer, type RequestListener, type Server } from 'node:http';
import { operationsApp, type OperationsDeps } from './operations.js';
import { outliveErrors } from '../ports/outlive-errors.js';
import { serverLimits, clientTimeouts } from '../limits/client-timeouts.js';

/** The server of the operator's port, for a single process or the primary. */
export function operatorsServer(deps: OperationsDeps): Server {
  // Express's types do not declare the app as a listener.
  const app: RequestListener = operationsApp(deps);
  const server = createServer({ ...serverLimits, ...clientTimeouts }, app);
  outliveErrors(server, deps.log);
  return server;
}
