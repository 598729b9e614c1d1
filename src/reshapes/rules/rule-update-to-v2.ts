import { GatewayError } from '../../errors/gateway-error.js';
import { asJsonObject, type JsonObject } from '../../syntax/json-object.js';
import { ruleToV2 } from './rule-to-v2.js';

/**
 * The smallest change that makes a rule what v1's PUT says.
 *
 * v1 clients send a whole rule, with name and script, to switch it on or off. If a tenant's rules are frozen, v2
 * accepts only `enabled`, and v2 refuses a name that is no longer valid even if it is unchanged. What the rule
 * already is, is therefore left out, including its name in URL spelling: node puts the same `rule.name` unencoded
 * into its URL and into the body. `enabled` always stays in, because v2 refuses an empty body.
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

/** Whether `sent` is the URL-encoded name. */
function spells(sent: unknown, name: unknown): boolean {
  return typeof name === 'string' && sent === encodeURIComponent(name.toWellFormed());
}
