import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compilePath, compileQuery, compileValue } from '../../src/map/compile/bind.js';
import type { Scope } from '../../src/map/route.js';
import { anyCharacter } from '../support/any-character.js';

const names = { slots: new Set(['id', 'other-id']), computed: new Set<string>() };

/** Texts as an attacker would choose them: everything that has a meaning in the map. */
const text = fc.oneof(
  fc.constantFrom(
    '$body.x',
    '$$',
    '$',
    '{id}',
    '{body.x}',
    '..',
    '.',
    '/',
    '%2F',
    '__proto__',
    'constructor',
    '$query.x',
    '',
  ),
  fc.string({ unit: anyCharacter }),
);
const data = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    tie('list'),
    tie('object'),
  ),
  list: fc.array(tie('value'), { maxLength: 3 }),
  object: fc.dictionary(fc.constantFrom('x', 'y', '0', 'length', 'constructor'), tie('value'), {
    maxKeys: 4,
  }),
})).value;

const reference = fc
  .tuple(
    fc.constantFrom('body', 'query', 'id', 'other-id', 'step', 'missing', 'caller'),
    fc.array(fc.constantFrom('x', 'y', '0', 'constructor', 'client_id'), { maxLength: 3 }),
  )
  .map((parts) => `$${[parts[0], ...parts[1]].join('.')}`);
const source = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    reference,
    fc.constantFrom('literal', '$$5', 'a $$ b', ''),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    tie('list'),
    tie('object'),
  ),
  list: fc.array(tie('value'), { maxLength: 3 }),
  object: fc.dictionary(fc.constantFrom('a', 'b', '$body.x'), tie('value'), { maxKeys: 3 }),
})).value;

const scope = fc.record({
  slots: fc.record({ id: text, 'other-id': text }, { requiredKeys: ['id'] }),
  query: fc.dictionary(fc.constantFrom('x', 'y'), data),
  body: fc.option(data, { nil: undefined }),
  caller: fc.constant({ client_id: 'client', kind: 'app' }),
  answers: fc.dictionary(fc.constantFrom('step'), data),
}) as fc.Arbitrary<Scope>;

/** The meaning of a map value, interpreted anew each time. */
function interpret(value: unknown, given: Scope): unknown {
  if (typeof value === 'string') {
    if (!value.startsWith('$') || value.startsWith('$$')) return value.replaceAll('$$', '$');
    const [root = '', ...path] = value.slice(1).split('.');
    return path.reduce(own, rootOf(root, given));
  }
  if (Array.isArray(value))
    return value.map((item) => interpret(item, given)).filter((item) => item !== undefined);
  if (typeof value !== 'object' || value === null) return value;
  const pairs = Object.entries(value).map(([key, inner]): [string, unknown] => [
    key,
    interpret(inner, given),
  ]);
  return Object.fromEntries(pairs.filter(([, inner]) => inner !== undefined));
}

function rootOf(name: string, given: Scope): unknown {
  if (name === 'body' || name === 'query' || name === 'caller') return given[name];
  return own(names.slots.has(name) ? given.slots : given.answers, name);
}

function own(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}

function isWellFormed(each: string): boolean {
  return Buffer.from(each, 'utf8').toString('utf8') === each;
}

describe('a compiled value', () => {
  test('evaluates to what a naive interpreter reads, for any request', () => {
    fc.assert(
      fc.property(source, scope, (value, given) => {
        expect(compileValue(value, names)(given)).toStrictEqual(interpret(value, given));
      }),
      { numRuns: 3000 },
    );
  });

  test('passes a text on unchanged, without a second scan', () => {
    const value = compileValue({ a: '$body', b: ['$id'], c: { d: '$step.x' } }, names);
    fc.assert(
      fc.property(text, text, text, (body, id, x) => {
        const given = {
          slots: { id },
          query: {},
          body,
          caller: { client_id: '', kind: 'app' },
          answers: { step: { x } },
        };
        expect(value(given)).toStrictEqual({ a: body, b: [id], c: { d: x } });
      }),
      { numRuns: 3000 },
    );
  });

  test('becomes one pair of a query, with key and value unchanged', () => {
    const query = compileQuery({ q: '$id', fixed: 1 }, names);
    fc.assert(
      fc.property(text, (id) => {
        const given = {
          slots: { id },
          query: {},
          body: {},
          caller: { client_id: '', kind: 'app' },
          answers: {},
        };
        expect(query(given)).toStrictEqual([
          ['q', id],
          ['fixed', '1'],
        ]);
      }),
    );
  });
});

describe('a compiled path', () => {
  const path = compilePath('/api/v2/users/{id}/identities/{other-id}/{step.x}', names);

  test('has the segments of its template for any values: no extra segment, none lost, no `..`', () => {
    let served = 0;
    fc.assert(
      fc.property(text, text, text, (id, other, x) => {
        const given = {
          slots: { id, 'other-id': other },
          query: {},
          body: {},
          caller: { client_id: '', kind: 'app' },
          answers: { step: { x } },
        };
        let made: string;
        try {
          made = path(given);
        } catch (error) {
          expect(error).toMatchObject({ name: 'GatewayError' });
          expect([id, other, x].some((each) => ['', '.', '..'].includes(each) || !isWellFormed(each))).toBe(
            true,
          );
          return;
        }
        served += 1;
        const segments = made.split('/');
        expect(segments.map(decodeURIComponent)).toStrictEqual([
          '',
          'api',
          'v2',
          'users',
          id,
          'identities',
          other,
          x,
        ]);
        // Any WHATWG parser on the way reads the same path.
        expect(new URL(`https://v2.example${made}`).pathname).toBe(made);
      }),
      { numRuns: 3000 },
    );
    expect(served).toBeGreaterThan(500);
  });
});
