import { GatewayError } from '../errors/gateway-error.js';
import { asJsonObject } from './json-object.js';
import type { JsonObject } from './json-object.js';
import { ruleToV2 } from './rule-to-v2.js';

/**
 * The change that makes a rule what v1's PUT says, as small as it can be.
 *
 * v1 clients send a rule whole, its name and script too, in order to switch it on or off. Where a tenant's rules are
 * frozen v2 takes `enabled` and nothing else, and a name that v2 would not take today, it refuses even unchanged: so
 * what the rule is already is left out. That includes its name in the spelling of a URL: node puts one and the same
 * `rule.name` into its URL, without encoding it, and into the body. `enabled` stays in, because v2 refuses a body without any field.
 *
 * @param input `{ rule, sent }`: the rule as v2 has it, and the v1 body
 * @throws GatewayError `input-invalid` when the body says nothing about the rule
 */
export function ruleUpdateToV2(input: unknown): JsonObject {
  const { rule, sent } = asJsonObject(input);
  const stored = asJsonObject(rule);
  const fields = ruleToV2(sent);
  if (Object.keys(fields).length === 0) {
    throw new GatewayError('input-invalid', {
      message: 'The body says nothing about the rule: send "script", "status", "order" or "name".',
    });
  }
  const change = Object.fromEntries(
    Object.entries(fields).filter(
      ([key, value]) =>
        key === 'enabled' || (stored[key] !== value && !(key === 'name' && spells(value, stored[key]))),
    ),
  );
  if (Object.keys(change).length > 0) return change;
  return typeof stored['enabled'] === 'boolean' ? { enabled: stored['enabled'] } : fields;
}

/** Whether this is the name as a URL spells it. */
function spells(sent: unknown, name: unknown): boolean {
  return typeof name === 'string' && sent === encodeURIComponent(name.toWellFormed());
}
