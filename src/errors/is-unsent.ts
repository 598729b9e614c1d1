import { GatewayError } from './gateway-error.js';

/** Whether it is certain that the call was not sent to the tenant, and so has changed nothing. */
export function isUnsent(error: unknown): boolean {
  if (!(error instanceof GatewayError)) return false;
  const { code, details } = error;
  return (
    details.broke === 'unsent' ||
    details.unsent === true ||
    code === 'upstream-down' ||
    code === 'upstream-busy' ||
    code === 'upstream-limited'
  );
}
