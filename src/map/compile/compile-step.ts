import { GatewayError } from '../../errors/gateway-error.js';
import { compilePath, compileQuery, compileValue, type Names } from './bind.js';
import { reshapeOf, type CompileDeps } from './compile-deps.js';
import { compileFind } from './find.js';
import { isBearerWord, parseCall } from '../read/parse-call.js';
import type { CallSource, CollectSource, ConfirmSource, StepSource, SweepSource } from '../read/source.js';
import type {
  CallShape,
  CallStep,
  CollectStep,
  ComputeStep,
  ConfirmStep,
  LookupStep,
  RouteStep,
  SweepStep,
  Value,
} from '../route.js';
import { needOf } from './declared-needs.js';

export function compileStep(source: StepSource, names: Names, deps: CompileDeps): RouteStep {
  switch (source.kind) {
    case 'call':
      return compileCall(source.step, names);
    case 'collect':
      return compileCollect(source.step, names);
    case 'compute': {
      const { as, when, compute, with: input } = source.step;
      const step: ComputeStep = {
        kind: 'compute',
        as,
        when: compileWhen(when, names),
        name: compute,
        input: compileValue(input, names),
        run: reshapeOf(compute, deps),
      };
      return step;
    }
    case 'lookup':
      return compileLookup(source.step, names, deps);
    case 'confirm':
      return compileConfirm(source.step, names);
    case 'sweep':
      return compileSweep(source.step, names);
  }
}

function compileCall(source: CallSource, names: Names): CallStep {
  return {
    kind: 'call',
    as: source.as,
    when: compileWhen(source.when, names),
    ...compileShape(source.call, source, names),
    find: source.find === undefined ? undefined : compileFind(source.find, names),
    missing: source.missing,
    absent: source.absent === undefined ? undefined : compileShape(source.absent.call, source.absent, names),
    follow: source.follow ?? false,
    otherwise: source.otherwise === undefined ? undefined : compileValue(source.otherwise, names),
    chunk: source.chunk,
    errors: new Map(Object.entries(source.errors ?? {})),
    answeredBy: new Set(source['answered-by']),
    part: source.part,
  };
}

function compileWhen(when: string | undefined, names: Names): Value | undefined {
  return when === undefined ? undefined : compileValue(when, names);
}

function compileCollect(source: CollectSource, names: Names): CollectStep {
  return {
    kind: 'collect',
    as: source.as,
    when: compileWhen(source.when, names),
    ...compileShape(source.collect, source, names),
    range: compileRange(source.with, names),
  };
}

function compileConfirm(source: ConfirmSource, names: Names): ConfirmStep {
  return {
    kind: 'confirm',
    as: source.as,
    when: compileWhen(source.when, names),
    ...compileShape(source.confirm, source, names),
    says: source.says,
    unchanged: compileUnchanged(source.unchanged, names),
    next: source.next === undefined ? undefined : compileValue(source.next, names),
  };
}

/** An absent field becomes null and is not left out: it must still be absent when the write is confirmed. */
function compileUnchanged(source: ConfirmSource['unchanged'], names: Names): Value {
  const fields = Object.entries(source).map(([field, value]) => ({
    field,
    value: compileValue(value, names),
  }));
  return (scope) => Object.fromEntries(fields.map(({ field, value }) => [field, value(scope) ?? null]));
}

function compileSweep(source: SweepSource, names: Names): SweepStep {
  const { as, call } = source.each;
  return {
    kind: 'sweep',
    as: source.as,
    when: compileWhen(source.when, names),
    ...compileShape(source.sweep, source, names),
    key: source.key,
    each: { as, ...compileShape(call, source.each, names) },
  };
}

function compileRange(given: CollectSource['with'], names: Names): CollectStep['range'] {
  if ('take' in given) {
    return {
      by: 'checkpoint',
      from: compileValue(given.from, names),
      take: compileValue(given.take, names),
    };
  }
  return {
    by: 'page',
    page: compileValue(given.page, names),
    perPage: compileValue(given.per_page, names),
    key: given.key,
    ceiling: given.ceiling,
  };
}

function compileShape(
  text: string,
  { query = {}, body, scopes = [], bearer = 'caller', answers, holds }: Partial<Omit<CallSource, 'call'>>,
  names: Names,
): CallShape {
  const call = parseCall(text);
  if (typeof call === 'string') throw new TypeError(call);
  const { method, template } = call;
  const sent = isBearerWord(bearer) ? bearer : compileValue(bearer, names);
  return {
    method,
    template,
    path: compilePath(template, names),
    query: compileQuery(query, names),
    body: body === undefined ? undefined : compileValue(body, names),
    scopes,
    need: needOf({ method, template, scopes, bearer: sent }),
    bearer: sent,
    answers: answers ?? 'json',
    holds,
  };
}

function compileLookup(
  { as, when, lookup: name, with: given = {} }: Extract<StepSource, { kind: 'lookup' }>['step'],
  names: Names,
  { lookups }: CompileDeps,
): LookupStep {
  const lookup = lookups.get(name);
  if (lookup === undefined) throw new TypeError(`There is no look-up "${name}"`);
  const own: Names = { slots: new Set(lookup.yaml.needs), computed: new Set() };
  return {
    kind: 'lookup',
    as,
    when: compileWhen(when, names),
    name,
    needs: compileNeeds(given, names),
    call: compileCall({ ...lookup.yaml, as: undefined }, own),
    allPages: lookup.yaml.pages === 'all',
    cacheS: lookup.yaml.cache,
    keeps: lookup.yaml.keeps,
  };
}

/** Refuses a look-up without all its needs: a search without its criterion would find another record. */
function compileNeeds(given: Record<string, unknown>, names: Names): Value {
  const keys = Object.keys(given);
  const value = compileValue(given, names);
  return (scope) => {
    const needs = value(scope) as Record<string, unknown>;
    for (const key of keys) {
      if (needs[key] === undefined || needs[key] === null || needs[key] === '')
        throw new GatewayError('input-invalid', { message: `"${key}" is required` });
    }
    return needs;
  };
}
