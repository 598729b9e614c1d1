import { GatewayError } from '../../errors/gateway-error.js';
import type { Route } from '../route.js';

/**
 * @param switches environment keys of the switches that are on
 * @throws GatewayError `switched-off`, `gone`
 */
export function refuseUnserved(route: Pick<Route, 'switch' | 'gone'>, switches: ReadonlySet<string>): void {
  if (route.switch !== undefined && !switches.has(route.switch)) {
    throw new GatewayError('switched-off', {
      message: `This endpoint is switched off; ${route.switch}=true turns it on.`,
    });
  }
  if (route.gone !== undefined) throw new GatewayError('gone', { message: route.gone });
}
