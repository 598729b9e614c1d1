import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { pickHeaders } from '../../../src/upstream/wire/picked-headers.js';

const read = [
  'date',
  'retry-after',
  'transfer-encoding',
  'x-ratelimit-limit',
  'x-ratelimit-remaining',
  'x-ratelimit-reset',
];
const passedOver = [
  'etag',
  'content-type',
  'x-ratelimit-bucket',
  'set-cookie',
  '__proto__',
  'x-powered-by-me17',
];

function raw(fields: readonly (readonly [string, string])[]): Buffer[] {
  return fields.flatMap(([name, value]) => [Buffer.from(name, 'latin1'), Buffer.from(value, 'latin1')]);
}

test('header fields are found in any letter case, and repeated ones keep their order', () => {
  const spelled = fc
    .tuple(fc.constantFrom(...read, ...passedOver), fc.infiniteStream(fc.boolean()))
    .map(([name, upper]) =>
      name.replace(/./g, (letter) => (upper.next().value ? letter.toUpperCase() : letter)),
    );
  const value = fc.string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((c) => String.fromCharCode(c)) });
  fc.assert(
    fc.property(fc.array(fc.tuple(spelled, value)), (fields) => {
      const expected: Record<string, string | string[]> = {};
      for (const name of read) {
        const values = fields.filter(([each]) => each.toLowerCase() === name).map(([, each]) => each);
        const [only] = values;
        if (only !== undefined) expected[name] = values.length === 1 ? only : values;
      }
      expect(pickHeaders(raw(fields))).toEqual(expected);
    }),
  );
});

test('a message without header fields has no picked headers', () => {
  expect(pickHeaders([])).toEqual({});
});
