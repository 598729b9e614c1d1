import { compileAccept } from './accept.js';
import type { CompileDeps } from './compile-deps.js';
import { compileLosses } from './compile-losses.js';
import { compileReply } from './compile-reply.js';
import { compileStep } from './compile-step.js';
import { copiesItemsOf, copiesTextOf } from './copies-text.js';
import { namesOf } from './entry-names.js';
import type { EntrySource, StepList, StepSource } from '../read/source.js';
import type { Route } from '../route.js';
import { needsOf } from './declared-needs.js';

/** Compiles an entry that has been checked into closures and sets, with nothing left to look up. */
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
    copiesItems: copiesItemsOf({ steps, reply, lossy, jsonp: yaml.jsonp }),
    jsonp: yaml.jsonp,
    errors: errorsOf(entry, deps.dialect),
    only400: yaml['only-400'] !== undefined,
  };
}

/** The step list that serves an entry in a dialect, or why none does. */
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
