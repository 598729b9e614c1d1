import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { send, type CallDeps } from '../../../src/pipeline/call-v2.js';
import type { Scope } from '../../../src/map/route.js';
import { decodeIn, undecodedFirst } from '../../../src/pipeline/undecoded-first.js';

test('decodeIn decodes the strings and names of a value and keeps the order of the names', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue({ stringUnit: 'binary' }), { minLength: 1 }), (value) => {
      const text = JSON.stringify(value);
      // A text with an escape sequence is decoded at once.
      fc.pre(!text.includes('\\u'));
      const bytes = JSON.parse(Buffer.from(text).toString('latin1')) as unknown;
      decodeIn(bytes);
      expect(JSON.stringify(bytes)).toBe(text);
    }),
    { examples: [[[JSON.parse('{"ë":1,"__proto__":{"ł":["😀"]},"2":"ë","1":null}')]], [[null]], [['ë']]] },
  );
});

test('no answer is left undecoded when the route does not copy items, or the request shows that they are read', () => {
  const scope = { answers: {} } as unknown as Scope;
  const depsWith = (copiesItems: CallDeps['copiesItems']) => ({ copiesItems }) as CallDeps;
  expect(undecodedFirst(scope, depsWith(undefined))).toBe(send);
  expect(
    undecodedFirst(
      scope,
      depsWith(() => false),
    ),
  ).toBe(send);
  expect(
    undecodedFirst(
      scope,
      depsWith((items) => items.length === 0),
    ),
  ).not.toBe(send);
});
