import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { V1Reply } from '../../src/pipeline/exchange.js';
import { v1StatusOf } from '../../src/map/run/v1-status.js';
import { createUpstream } from '../../src/upstream/upstream.js';
import type { Scenario, ScenarioCall } from '../support/scenario.js';
import { startScriptedTenant, type ScriptedTenant } from '../support/scripted-tenant.js';
import { askStreet, streetSuites, type StreetSuite } from '../support/street-stage.js';

let tenant: ScriptedTenant;
let upstream: ReturnType<typeof createUpstream>;

beforeAll(async () => {
  tenant = await startScriptedTenant();
  upstream = createUpstream({ url: tenant.url, resilience: false });
});

afterAll(async () => {
  await upstream.close();
  await tenant.close();
});

type Path = readonly (string | number)[];

/** The values that replace each value of an answer, and the whole answer. */
const replacements: readonly unknown[] = [undefined, null, 'x y', [null], Number.MAX_SAFE_INTEGER];

/** A successful answer of v2 in a scenario, with its position among the calls. */
interface GoodAnswer {
  readonly at: number;
  readonly step: ScenarioCall;
}

function goodAnswers({ upstream: script = [] }: Scenario): GoodAnswer[] {
  const all = script.map((step, at) => ({ at, step }));
  return all.filter(({ step }) => step.answer.status < 300 && step.answer.body !== undefined);
}

/** The first two items of a list stand for all. */
function pathsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner: [string | number, unknown][] = Array.isArray(value)
    ? [...(value as unknown[]).slice(0, 2).entries()]
    : Object.entries(value);
  return [path, ...inner.flatMap(([key, each]) => pathsIn(each, [...path, key]))];
}

/** An undefined item of a list is serialized as null, an undefined field is left out. */
function replaced(value: unknown, [key, ...rest]: Path, by: unknown): unknown {
  if (key === undefined) return by;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<
    string | number,
    unknown
  >;
  copy[key] = replaced(copy[key], rest, by);
  return copy;
}

function askedWith(
  scenario: Scenario,
  { at, step }: GoodAnswer,
  { map, body }: { map: StreetSuite['map']; body: unknown },
): Promise<V1Reply> {
  const answer = { ...step.answer, body };
  tenant.play((scenario.upstream ?? []).map((each, n) => (n === at ? { ...each, answer } : each)));
  return askStreet(scenario, map, upstream);
}

const suites = streetSuites()
  .map((suite) => ({ ...suite, scenarios: suite.scenarios.filter((each) => goodAnswers(each).length > 0) }))
  .filter(({ scenarios }) => scenarios.length > 0);

/** A page of v2, or a list without pages; a single record may contain lists. */
function isList(body: unknown): boolean {
  return (
    Array.isArray(body) || (typeof body === 'object' && body !== null && ('total' in body || 'next' in body))
  );
}

describe.each(suites)('$id in the dialect $dialect', ({ id, map, scenarios }) => {
  const badGateway = v1StatusOf(502, map.routes.find((route) => route.id === id) ?? { only400: false });

  test.each(scenarios)('no malformed answer of v2 causes an internal error: $name', async (scenario) => {
    const failed: string[] = [];
    for (const good of goodAnswers(scenario)) {
      for (const path of pathsIn(good.step.answer.body)) {
        for (const by of replacements) {
          const body = replaced(good.step.answer.body, path, by);
          const { status, outcome } = await askedWith(scenario, good, { map, body });
          const isInternal = status === 500 || outcome.cause !== undefined;
          if (isInternal) failed.push(`${good.step.call} ${path.join('.')}: ${JSON.stringify(by)}`);
        }
      }
    }
    expect(failed).toEqual([]);
  });

  const lists = scenarios
    .filter(({ reply }) => reply.status < 300)
    .flatMap((scenario) => goodAnswers(scenario).map((good) => ({ scenario, good, name: scenario.name })))
    .filter(({ good: { step } }) => step.call.startsWith('GET ') && isList(step.answer.body));

  const writes = scenarios
    .filter(({ reply }) => reply.status < 300)
    .flatMap((scenario) => goodAnswers(scenario).map((good) => ({ scenario, good, name: scenario.name })))
    .filter(({ good: { step } }) => !step.call.startsWith('GET '));

  if (writes.length > 0) {
    test.each(writes)(
      'a write with an unusable answer is an error where the reply needs that answer: $name',
      async ({ scenario, good }) => {
        const right = await askedWith(scenario, good, { map, body: good.step.answer.body });
        for (const body of [undefined, null, 'x y', []]) {
          const { body: shown, outcome } = await askedWith(scenario, good, { map, body });
          // The status does not show it: a script has 200 in any case.
          if (outcome.error === undefined) expect(shown).toEqual(right.body);
          else
            expect(outcome.error).toMatchObject({
              code: expect.stringMatching(/^(?:upstream-unreadable|half-done)$/),
            });
        }
      },
    );
  }

  if (lists.length === 0) return;
  test.each(lists)(
    'an answer that is no list is not taken for an empty list: $name',
    async ({ scenario, good }) => {
      for (const body of [undefined, null, 'x y', {}]) {
        const { status, outcome } = await askedWith(scenario, good, { map, body });
        expect(status).toBeGreaterThanOrEqual(badGateway);
        expect(outcome.error?.code).not.toBe('internal-error');
      }
    },
  );
});
