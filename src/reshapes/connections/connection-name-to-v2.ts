import { GatewayError } from '../../errors/gateway-error.js';

const pattern = /^[a-zA-Z0-9](-[a-zA-Z0-9]|[a-zA-Z0-9])*$/;
const longest = 128;

/**
 * Checks the name of a new connection against v2's rules and returns it.
 *
 * @throws GatewayError `input-invalid` for a name that v2 refuses
 */
export function connectionNameToV2(name: unknown): string {
  const text = String(name);
  if (pattern.test(text) && text.length <= longest) return text;
  throw new GatewayError('input-invalid', {
    message: `"name" must have at most ${longest} letters (a to z), digits and single hyphens, with no hyphen at either end; the tenant takes no other names.`,
  });
}
