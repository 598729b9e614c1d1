import { describe, expect, test } from '@jest/globals';
import { compileAccept } from '../../../src/map/compile/accept.js';
import type { JsonSchema } from '../../../src/map/read/json-schema.js';

const schema: JsonSchema = {
  required: ['email'],
  properties: {
    email: { type: 'string', format: 'email' },
    verify: { type: 'boolean' },
    page: { type: 'integer', minimum: 0, maximum: 9 },
    ratio: { type: 'number' },
    callbacks: { type: ['string', 'array'], items: { type: 'string' }, maxItems: 2 },
    kind: { enum: ['a', 'b'] },
    link: { type: 'string', format: 'uri' },
    at: { type: 'string', format: 'date-time' },
    code: { type: 'string', pattern: '^[a-z]+$', minLength: 2, maxLength: 3 },
    metadata: { type: 'object', properties: { deep: { type: 'integer' } }, required: ['deep'] },
    none: { type: ['string', 'null'] },
    free: {},
  },
};
const accept = compileAccept(schema, 'The body');

function taken(properties: object): unknown {
  const result = accept({ email: 'a@b.c', ...properties });
  if (!result.ok) throw new Error(result.faults.join('; '));
  const { email, ...rest } = result.value as { email: string };
  expect(email).toBe('a@b.c');
  return rest;
}

function faults(input: unknown): readonly string[] {
  const result = accept(input);
  return result.ok ? [] : result.faults;
}

describe('accept takes', () => {
  test.each<[string, object, object]>([
    ["'True', as .NET sends it", { verify: 'True' }, { verify: true }],
    ["'FALSE'", { verify: 'FALSE' }, { verify: false }],
    ["'1' and '0' for a boolean", { verify: '1' }, { verify: true }],
    ["' 7 ' for an integer", { page: ' 7 ' }, { page: 7 }],
    ["'-1.5' for a number", { ratio: '-1.5' }, { ratio: -1.5 }],
    ['null for what is optional, as not sent', { verify: null, page: null }, {}],
    ['an empty text for what is no text, as not sent', { verify: '', page: '' }, {}],
    ['null where null is a value', { none: null }, { none: null }],
    ['an empty text where a text is a value', { none: '' }, { none: '' }],
    ['a text or a list', { callbacks: ['a'] }, { callbacks: ['a'] }],
    [
      'a text that looks like a number, where a text is declared',
      { code: 'abc', none: '12' },
      { code: 'abc', none: '12' },
    ],
    ['anything without a schema', { free: null, extra: { a: [1] } }, { free: null, extra: { a: [1] } }],
    ['what stands deep down, coerced', { metadata: { deep: '5', x: 1 } }, { metadata: { deep: 5, x: 1 } }],
  ])('%s', (_, given, expected) => {
    expect(taken(given)).toEqual(expected);
  });

  test('__proto__ as plain data, in a copied object too', () => {
    const input = JSON.parse('{"email":"a@b.c","verify":"true","__proto__":{"admin":true}}') as object;
    const result = accept(input);
    const value = (result as { value: object }).value;
    expect(Object.keys(value).sort()).toEqual(['__proto__', 'email', 'verify']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  test('an inherited property as absent', () => {
    const inherits = compileAccept(
      {
        properties: { constructor: { type: 'string' } } as Record<string, JsonSchema>,
        required: ['constructor'],
      },
      'The body',
    );
    expect(inherits({})).toEqual({ ok: false, faults: ['"constructor" is required'] });
  });

  test('an input and leaves it unchanged', () => {
    const input = { email: 'a@b.c', verify: 'true', metadata: { deep: '5' } };
    const before = structuredClone(input);
    accept(input);
    expect(input).toEqual(before);
  });

  test('an absent body as absent, when nothing is required', () => {
    const lenient = compileAccept({ properties: { a: { type: 'string' } } }, 'The body');
    expect(lenient(undefined)).toEqual({ ok: true, value: undefined });
    expect(lenient({})).toEqual({ ok: true, value: {} });
  });

  test('any value when there is no schema', () => {
    const any = compileAccept(undefined, 'The body');
    expect(any([1])).toEqual({ ok: true, value: [1] });
  });
});

describe('accept reports', () => {
  test.each<[string, unknown, string[]]>([
    ['an absent body lacks what is required', undefined, ['"email" is required']],
    ['null is as good as not sent', { email: null }, ['"email" is required']],
    ['a list is no body', [], ['The body must be a JSON object']],
    ['null is no body', null, ['The body must be a JSON object']],
    ['a text is no body', 'x', ['The body must be a JSON object']],
    ['an address has an @', { email: 'nobody' }, ['"email" must be an e-mail address']],
    ['a link is absolute', { email: 'a@b', link: '/x' }, ['"link" must be an absolute URI']],
    [
      'a date is one',
      { email: 'a@b', at: 'today' },
      ['"at" must be a date and time, as in 2015-01-31T12:00:00Z'],
    ],
    ['a number is no boolean, but for 1 and 0', { email: 'a@b', verify: 2 }, ['"verify" must be a boolean']],
    ['a fraction is no integer', { email: 'a@b', page: '1.5' }, ['"page" must be an integer']],
    ['hexadecimal is no integer', { email: 'a@b', page: '0x1' }, ['"page" must be an integer']],
    ['a range has ends', { email: 'a@b', page: -1 }, ['"page" must be at least 0']],
    ['a range has two ends', { email: 'a@b', page: '10' }, ['"page" must be at most 9']],
    [
      'several types are named',
      { email: 'a@b', callbacks: {} },
      ['"callbacks" must be a string or an array'],
    ],
    ['an item has a place', { email: 'a@b', callbacks: ['x', 1] }, ['"callbacks.1" must be a string']],
    [
      'a list has an end',
      { email: 'a@b', callbacks: ['x', 'y', 'z'] },
      ['"callbacks" must have at most 2 items'],
    ],
    ['a choice is listed', { email: 'a@b', kind: 'c' }, ['"kind" must be one of "a", "b"']],
    ['lengths count characters', { email: 'a@b', code: 'a' }, ['"code" must have at least 2 characters']],
    ['a pattern is told', { email: 'a@b', code: 'A1' }, ['"code" must match ^[a-z]+$']],
    ['deep places are dotted', { email: 'a@b', metadata: {} }, ['"metadata.deep" is required']],
    [
      'all faults are told at once',
      { email: 'x', verify: 'maybe' },
      ['"email" must be an e-mail address', '"verify" must be a boolean'],
    ],
  ])('%s', (_, input, expected) => {
    expect(faults(input)).toEqual(expected);
  });

  test('a key that is not allowed, with its name shortened', () => {
    const closed = compileAccept({ properties: { a: {} }, additionalProperties: false }, 'The body');
    expect(closed({ a: 1, [`k${'x'.repeat(200)}`]: 1 })).toEqual({
      ok: false,
      faults: [`"k${'x'.repeat(59)}..." is not allowed`],
    });
  });

  test('an additional key of the wrong type, and coerces one of the right type', () => {
    const numbers = compileAccept({ additionalProperties: { type: 'integer' } }, 'The query');
    expect(numbers({ a: '1', b: 2 })).toEqual({ ok: true, value: { a: 1, b: 2 } });
    expect(numbers({ a: 'x' })).toEqual({ ok: false, faults: ['"a" must be an integer'] });
  });

  test('20 faults, and how many more there are', () => {
    const strict = compileAccept({ additionalProperties: false }, 'The body');
    const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, 1]));
    const told = (count: number) => {
      const result = strict(keys(count));
      return result.ok ? [] : result.faults;
    };
    expect(told(20)).toHaveLength(20);
    expect(told(20_000)).toHaveLength(21);
    expect(told(20_000).at(-1)).toBe('and 19980 more');
  });

  test('no value of the input', () => {
    const secret = 'hunter2';
    expect(
      faults({ email: secret, verify: secret, page: secret, kind: secret, link: secret }).join(),
    ).not.toContain(secret);
  });
});
