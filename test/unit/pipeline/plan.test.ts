import { describe, expect, test } from '@jest/globals';
import type { Loss, Route, RouteStep, Scope } from '../../../src/map/route.js';
import { planCalls, type PlanSettings } from '../../../src/pipeline/plan.js';
import type { Input } from '../../../src/map/run/read-input.js';
import type { Caller } from '../../../src/tokens/caller.js';
import { steadyBearer } from '../../support/steady-bearer.js';

const caller: Caller = {
  kind: 'app',
  clientId: 'shop',
  guessed: true,
  standIn: 'other',
  userId: 'auth0|1',
  cursor: 'auth0|9',
  bearer: { ...steadyBearer('v2'), clientId: 'machine' },
};
const settings: PlanSettings = {
  map: { nulls: 'drop', userMetadataKeys: ['plan'] },
  lossy: 'warn',
  switches: new Set(['HOLDOVER_ALLOW']),
};
const call = { kind: 'call', as: 'user', when: undefined } as RouteStep;
const input: Input = { query: { q: 'x' }, body: { verify: true } };

function compute(as: string | undefined, run: (input: unknown) => unknown, more: object = {}): RouteStep {
  const whole = (scope: Scope): Scope => scope;
  return { kind: 'compute', as, name: 'any', when: undefined, input: whole, run, ...more };
}

function loss(id: string, more: Partial<Loss> = {}): Loss {
  const always = { field: undefined, shows: undefined, knownBy: 'request', callers: undefined } as const;
  return { id, why: `Why ${id}.`, differs: [], ...always, ...more };
}

function plan(route: Partial<Route>, more: { settings?: Partial<PlanSettings>; caller?: Caller } = {}) {
  const whole = { steps: [], lossy: [], switch: undefined, gone: undefined, oneAtATime: undefined, ...route };
  const match = { route: whole as unknown as Route, slots: { user_id: 'auth0|1' } };
  const deps = { caller: more.caller ?? caller, settings: { ...settings, ...more.settings } };
  return planCalls(match, input, deps);
}

describe('what is given to the steps', () => {
  test('is the request and the caller, with every known field', () => {
    const asker = {
      client_id: 'shop',
      kind: 'app',
      guessed: true,
      upstream_id: 'machine',
      stand_in: 'other',
      user_id: 'auth0|1',
    };
    const { given, context, steps, record, lossy } = plan({ steps: [call] });
    expect(given).toStrictEqual({
      slots: { user_id: 'auth0|1' },
      query: { q: 'x' },
      body: { verify: true },
      caller: asker,
      cursor: 'auth0|9',
    });
    expect(context).toStrictEqual({ settings: settings.map, caller: asker });
    expect({ steps, record, lossy }).toStrictEqual({ steps: [call], record: undefined, lossy: [] });
  });

  test('names no client of the tenant for an anonymous caller', () => {
    const anonymous: Caller = { kind: 'anonymous', clientId: '', bearer: undefined };
    expect(plan({}, { caller: anonymous }).given.caller).toMatchObject({
      client_id: '',
      kind: 'anonymous',
      upstream_id: undefined,
    });
  });
});

describe('the steps before the first call', () => {
  const answersIn = (scope: unknown): object => ({ ...(scope as Scope).answers });

  test('are computed, each with the answers of the steps before it, and later steps wait', () => {
    const first = compute('one', () => 1);
    const later = compute('three', () => 3);
    const { computed, steps } = plan({ steps: [first, compute('two', answersIn), call, later] });
    expect(computed).toStrictEqual({ answers: { one: 1, two: { one: 1 } }, last: { one: 1 } });
    expect(steps).toStrictEqual([call, later]);
  });

  test('that have no name give their answer only to the reply', () => {
    expect(plan({ steps: [compute(undefined, () => 1)] }).computed).toStrictEqual({ answers: {}, last: 1 });
  });

  test('are skipped when their "when" is false', () => {
    const when = (scope: Scope): unknown => scope.answers['one'];
    const steps = (one: unknown) => [compute('one', () => one), compute('two', () => 2, { when })];
    expect(plan({ steps: steps(true) }).computed.answers).toStrictEqual({ one: true, two: 2 });
    expect(plan({ steps: steps(false) }).computed).toStrictEqual({ answers: { one: false }, last: false });
  });

  test('are given the settings of the map', () => {
    const run = (_input: unknown, context?: unknown): unknown => context;
    const { context, computed } = plan({ steps: [compute('it', run)] });
    expect(computed.last).toBe(context);
  });
});

describe('a request is refused before anything is computed', () => {
  const steps = [
    compute('never', () => {
      throw new Error('computed');
    }),
  ];

  test('where its entry is switched off, and the answer names the switch', () => {
    expect(() => plan({ steps, switch: 'HOLDOVER_OTHER' })).toThrow(
      expect.objectContaining({
        code: 'switched-off',
        message: 'This endpoint is switched off; HOLDOVER_OTHER=true turns it on.',
      }),
    );
    expect(plan({ switch: 'HOLDOVER_ALLOW' }).steps).toEqual([]);
  });

  test('where its entry is gone in v2, with the sentence of the entry', () => {
    expect(() => plan({ steps, gone: 'v2 has none.' })).toThrow(
      expect.objectContaining({ code: 'gone', message: 'v2 has none.' }),
    );
  });
});

describe('losses that the request alone shows', () => {
  const verify = (scope: Scope): unknown => (scope.body as { verify: unknown }).verify;
  const lossy = [
    loss('always'),
    loss('field', { field: verify }),
    loss('absent', { field: () => undefined }),
    loss('computed', { field: (scope) => scope.answers['one'] }),
    loss('later', { knownBy: 'answer' }),
  ];
  const steps = [compute('one', () => 'x')];
  const ids = ['always', 'field', 'computed'];

  test.each(['silent', 'warn'] as const)('are reported in the mode %s', (how) => {
    expect(plan({ lossy, steps }, { settings: { lossy: how } }).lossy.map(({ id }) => id)).toEqual(ids);
  });

  test('are refused in the mode strict, all of them with their reasons', () => {
    expect(() => plan({ lossy, steps }, { settings: { lossy: 'strict' } })).toThrow(
      expect.objectContaining({
        code: 'lossy-refused',
        message: 'always: Why always. field: Why field. computed: Why computed.',
      }),
    );
    expect(plan({ lossy: lossy.slice(-1) }, { settings: { lossy: 'strict' } }).lossy).toEqual([]);
  });
});

test('the record of a "one-at-a-time" entry is named by its slot and its id', () => {
  expect(plan({ oneAtATime: 'user_id' }).record).toBe('user_id auth0|1');
  expect(plan({ oneAtATime: 'name' }).record).toBe('name ');
});
