import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { runInNewContext } from 'node:vm';
import type { Route } from '../../../src/map/route.js';
import type { V1Request } from '../../../src/pipeline/exchange.js';
import { asScript, readScript } from '../../../src/pipeline/jsonp.js';
import { anyCharacter } from '../../support/any-character.js';

const route = { jsonp: { callback: 'cbx', as: 'user' } } as Route;
const asking = (query: string): V1Request => ({ query }) as V1Request;

describe('the callback of a JSONP request', () => {
  test.each([
    'alert(1)//',
    'a;b',
    'a b',
    '1a',
    '.a',
    'a.',
    'a..b',
    'a[0]',
    '',
    'ü',
    'a\n',
    `a${'b'.repeat(128)}`,
  ])('cannot be %j', (name) => {
    expect(() => readScript(asking(`cbx=${encodeURIComponent(name)}`), route)).toThrow(
      '"cbx" must be the name of a function',
    );
  });

  test.each(['__jp0', 'fn', '$', 'jQuery1830_14', 'angular.callbacks._0'])('can be %s', (name) => {
    expect(readScript(asking(`a=1&cbx=${name}&access_token=t`), route)).toEqual({
      callback: name,
      as: 'user',
    });
  });

  test('is ignored on a route without JSONP', () => {
    expect(readScript(asking('cbx=alert(1)'), {} as Route)).toBeUndefined();
  });
});

test('the script calls the function with the answer, whatever the answer holds', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string({ unit: anyCharacter }), (value, text) => {
      // In an object literal, unlike in JSON, this key sets the prototype.
      fc.pre(!JSON.stringify(value).includes('"__proto__"'));
      const user = { value, text, odd: '</script>\u2028\u2029' };
      const outcome = { route: undefined, caller: undefined, calls: 1, lossy: [] };
      const reply = asScript(
        { status: 200, headers: { Link: 'x' }, body: { kind: 'json', value: user }, outcome },
        { callback: 'fn', as: 'user' },
      );
      expect(reply).toMatchObject({ status: 200, headers: { Link: 'x' }, body: { kind: 'script' } });
      const script = String(reply.body.value);
      expect(script).toMatch(/^fn\(\{"status":200,"user":\{/);
      expect(script).not.toMatch(/[<\u2028\u2029]/);
      const called: string[] = [];
      runInNewContext(script, { fn: (given: unknown) => called.push(JSON.stringify(given)) });
      expect(called).toEqual([JSON.stringify({ status: 200, user })]);
    }),
  );
});
