import { GatewayError } from '../errors/gateway-error.js';
import { compileAccept } from './accept.js';
import { compilePath, compileQuery, compileValue, type Names } from './bind.js';
import { compileLosses } from './compile-losses.js';
import { copiesTextOf } from './copies-text.js';
import { namesOf } from './entry-names.js';
import { compileFind } from './find.js';
import { isBearerWord, parseCall } from './parse-call.js';
import type {
  CallShape,
  CallStep,
  CollectStep,
  ComputeStep,
  ConfirmStep,
  LookupStep,
  ReplyBody,
  Reshape,
  Route,
  RouteReply,
  RouteStep,
  SweepStep,
  Value,
} from './route.js';
import { needOf, needsOf } from './scope-needs.js';
import type {
  CallSource,
  CollectSource,
  ConfirmSource,
  EntrySource,
  LookupSource,
  MapSource,
  StepList,
  StepSource,
  SweepSource,
} from './source.js';

export interface CompileDeps {
  readonly reshapes: Readonly<Record<string, Reshape>>;
  readonly lookups: ReadonlyMap<string, LookupSource>;
  readonly losses: MapSource['losses'];
  readonly dialect: 'current' | '2015';
}

/** Compiles an entry that has been checked: closures and sets, nothing left to look up. */
export function compileRoute(entry: EntrySource, deps: CompileDeps): Route {
  const { id, yaml, accepts, callers, lines } = entry;
  const { list, gone } = servedBy(entry, deps.dialect);
  const names = namesOf(entry, list);
  const served = gone === undefined;
  const steps = served ? stepsOf(entry, list).map((step) => compileStep(step, names, deps)) : [];
  const lossy = served ? compileLosses(entry, list, deps) : [];
  const reply = compileReply(entry, names, deps);
  return {
    id,
    summary: yaml.summary,
    change: yaml.change,
    lines,
    acceptBody: compileAccept(accepts.body, 'The body'),
    acceptQuery: compileAccept(accepts.query, 'The query'),
    accepts,
    callers: new Set(callers),
    switch: yaml.switch,
    gone,
    oneAtATime: yaml['one-at-a-time']?.slice(1),
    lossy,
    steps,
    needs: needsOf(steps),
    reply,
    copiesText: copiesTextOf({ steps, reply, lossy, jsonp: yaml.jsonp }),
    jsonp: yaml.jsonp,
    errors: errorsOf(entry, deps.dialect),
    only400: yaml['only-400'] !== undefined,
  };
}

/** The list that serves an entry in a dialect, or why none does. */
function servedBy(
  { yaml, steps }: EntrySource,
  dialect: CompileDeps['dialect'],
): { list: StepList; gone: string | undefined } {
  if (dialect === 'current') return { list: 'v2', gone: yaml.gone };
  if (steps['v2-2015'] !== undefined) return { list: 'v2-2015', gone: undefined };
  return { list: 'v2', gone: yaml['gone-2015'] ?? yaml.gone };
}

function errorsOf({ yaml }: EntrySource, dialect: CompileDeps['dialect']): Route['errors'] {
  const of2015 = dialect === '2015' ? yaml['errors-2015'] : undefined;
  return new Map([...Object.entries(yaml.errors ?? {}), ...Object.entries(of2015 ?? {})]);
}

function stepsOf({ steps }: EntrySource, list: StepList): readonly StepSource[] {
  return steps[list] ?? [];
}

function compileStep(source: StepSource, names: Names, deps: CompileDeps): RouteStep {
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

/** A field that is not there has to stay so: it is null, not left out. */
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
  { query = {}, body, scopes = [], bearer = 'caller', answers }: Partial<Omit<CallSource, 'call'>>,
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

/** All that a look-up needs, or a refusal: without its criterion a search finds somebody else. */
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

function compileReply({ reply }: EntrySource, names: Names, deps: CompileDeps): RouteReply {
  if (reply === undefined) return { status: 501, body: { kind: 'text', text: '' }, page: undefined };
  if (typeof reply === 'string') {
    return { status: 200, body: { kind: 'one', name: reply, run: reshapeOf(reply, deps) }, page: undefined };
  }
  return { status: reply.status ?? 200, body: bodyOf(reply, names, deps), page: reply.page?.slice(1) };
}

function bodyOf(
  { text, each, body }: Exclude<EntrySource['reply'], string | undefined>,
  names: Names,
  deps: CompileDeps,
): ReplyBody {
  if (text !== undefined) return { kind: 'text', text };
  if (each !== undefined) return { kind: 'each', name: each, run: reshapeOf(each, deps) };
  return { kind: 'body', body: compileValue(body, names), template: body };
}

function reshapeOf(name: string, { reshapes }: CompileDeps): Reshape {
  const reshape = Object.hasOwn(reshapes, name) ? reshapes[name] : undefined;
  if (reshape === undefined) throw new TypeError(`There is no reshape "${name}"`);
  return reshape;
}
