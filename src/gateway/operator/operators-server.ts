import { createServer, type RequestListener, type Server } from 'node:http';
import { operationsApp, type OperationsDeps } from './operations.js';
import { outliveErrors } from '../ports/outlive-errors.js';
import { serverLimits, clientTimeouts } from '../limits/client-timeouts.js';

/** What listens on the operator's port: of a gateway, or of the process that keeps several. */
export function operatorsServer(deps: OperationsDeps): Server {
  // Express's app is a listener that its types do not call one.
  const app: RequestListener = operationsApp(deps);
  const server = createServer({ ...serverLimits, ...clientTimeouts }, app);
  outliveErrors(server, deps.log);
  return server;
}
