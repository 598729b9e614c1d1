import { expect, test } from '@jest/globals';
import { Ajv2020 as Ajv } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { compileAccept } from '../../src/map/compile/accept.js';
import type { JsonSchema, JsonType } from '../../src/map/read/json-schema.js';

const ajv = new Ajv({ strict: false, allErrors: true });

/**
 * Texts that neither dialect can take for another type: no coercion, and no empty value. They include no 0 and no 1,
 * which `accept` reads as booleans.
 */
const word = fc.constantFrom('x', 'yy', 'zzz', 'ünï', '👍');
const key = fc.constantFrom('a', 'b', 'c');
const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    word,
    fc.constantFrom(-3, -2, -1, 1.5, 2, 3, 4, 9),
    fc.boolean(),
    tie('list'),
    tie('object'),
  ),
  list: fc.array(tie('value'), { maxLength: 3 }),
  object: fc.dictionary(key, tie('value')),
})).value;

const bound = fc.integer({ min: 0, max: 3 });
const type = fc.constantFrom<JsonType>('string', 'boolean', 'integer', 'number', 'object', 'array');
const schema: fc.Arbitrary<JsonSchema> = fc.letrec<{ any: JsonSchema; object: JsonSchema }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    fc.record({ type: fc.oneof(type, fc.uniqueArray(type, { minLength: 1 })) }),
    fc.record({ type: fc.constant('string' as const), minLength: bound, maxLength: bound }),
    fc.record({ type: fc.constant('string' as const), pattern: fc.constant('^[xy]+$') }),
    fc.record({ type: fc.constant('integer' as const), minimum: bound, maximum: bound }),
    fc.record({ enum: fc.array(fc.oneof(word, bound), { minLength: 1 }) }),
    fc.record({ const: word }),
    fc.record({ type: fc.constant('array' as const), items: tie('any'), minItems: bound, maxItems: bound }),
    tie('object').map((each) => ({ ...each, type: 'object' as const })),
    fc.constant({}),
  ),
  object: fc.record(
    {
      properties: fc.dictionary(key, tie('any')),
      required: fc.uniqueArray(key),
      additionalProperties: fc.oneof(fc.boolean(), tie('any')),
    },
    { requiredKeys: [] },
  ),
})).object;

test('accept accepts what a full JSON Schema validator accepts, and refuses what it refuses', () => {
  const counts = { ok: 0, refused: 0 };
  fc.assert(
    fc.property(
      schema,
      fc.array(fc.dictionary(key, value), { minLength: 3, maxLength: 6 }),
      (each, inputs) => {
        const validate = ajv.compile({ type: 'object', ...each });
        const accept = compileAccept(each, 'The body');
        for (const input of inputs) {
          const result = accept(input);
          expect({ input, ok: result.ok }).toEqual({ input, ok: validate(input) });
          if (result.ok) expect(result.value).toEqual(input);
          counts[result.ok ? 'ok' : 'refused'] += 1;
        }
        ajv.removeSchema();
      },
    ),
    { numRuns: 1500 },
  );
  expect(counts.ok).toBeGreaterThan(300);
  expect(counts.refused).toBeGreaterThan(300);
});
