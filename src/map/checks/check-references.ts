import { didYouMean } from '../../syntax/did-you-mean.js';
import type { JsonSchema } from '../read/json-schema.js';
import { referencesIn, type Reference } from '../read/reference.js';
import type { YamlPath } from '../read/read-yaml.js';
import type { Report } from '../read/report.js';
import type {
  EntrySource,
  LookupSource,
  ReplySource,
  SharedSource,
  StepList,
  StepSource,
  SweepSource,
} from '../read/source.js';
import { allEntries, reportIn, type CheckContext } from './check-context.js';
import { valuesAt, valuesOfLookup, valuesOfEach, valuesOfStep, type StepValues } from './step-values.js';

/** What a value at one place may refer to. */
interface Sources {
  readonly slots: ReadonlySet<string>;
  readonly accepts: EntrySource['accepts'];
  readonly steps: ReadonlySet<string>;
  readonly laterSteps: ReadonlySet<string>;
  readonly used: Set<string>;
}

const words = ['body', 'query', 'caller'];

/** Checks that every reference has a source, and that every slot and step of an entry is used. */
export function checkReferences(context: CheckContext): void {
  for (const entry of allEntries(context)) {
    const report = reportIn(context, entry.file);
    checkSlotsOfLines(entry, report);
    for (const list of ['v2', 'v2-2015'] as const) {
      if (entry.steps[list] !== undefined) checkList(entry, list, context);
    }
    checkOneAtATime(entry, report);
  }
  for (const lookup of context.source.lookups.values()) checkLookup(lookup, reportIn(context, lookup.file));
  for (const shared of context.source.shared.values()) checkNeeds(shared, reportIn(context, shared.file));
}

function checkSlotsOfLines({ lines }: EntrySource, report: Report): void {
  const [first, ...others] = lines;
  const wanted = [...first.slots].sort().join();
  others.forEach((line, n) => {
    if ([...line.slots].sort().join() === wanted) return;
    report.at(['also', n], 'This line has other slots than "v1": all lines of an entry have the same.');
  });
  for (const word of words.filter((each) => first.slots.includes(each)))
    report.at(['v1'], `A slot cannot be named "${word}": $${word} is the ${word}.`);
}

function checkList(entry: EntrySource, list: StepList, context: CheckContext): void {
  const report = reportIn(context, entry.file);
  const steps = entry.steps[list] ?? [];
  const slots = new Set(entry.lines[0].slots);
  const used = new Set<string>();
  const named = checkNamesOfSteps(steps, slots, context);
  const before = new Set<string>();
  for (const source of steps) {
    const later = new Set(named.filter((name) => !before.has(name)));
    const sources = { slots, accepts: entry.accepts, steps: before, laterSteps: later, used };
    const { file, path } = source.place;
    checkValues(valuesOfStep(source, path), sources, reportIn(context, file));
    if (source.kind === 'sweep') checkEach(source.step, path, { sources, report: reportIn(context, file) });
    if (source.step.as !== undefined) before.add(source.step.as);
  }
  const sources = { slots, accepts: entry.accepts, steps: before, laterSteps: new Set<string>(), used };
  if (typeof entry.reply === 'object') {
    checkValues(valuesAt({ body: entry.reply.body, page: entry.reply.page }, ['reply']), sources, report);
    checkPage(entry.reply, steps, report);
  }
  checkLosses(entry, { list, sources }, report);
  checkUse(entry, { list, used }, context);
}

/** The write of a sweep knows its item by name, and must use it. */
function checkEach(
  step: SweepSource,
  path: YamlPath,
  { sources, report }: { sources: Sources; report: Report },
): void {
  const { as } = step.each;
  const taken =
    words.includes(as) || [sources.slots, sources.steps, sources.laterSteps].some((names) => names.has(as));
  if (taken)
    report.at([...path, 'each', 'as'], `An item cannot be named "${as}": that means something else already.`);
  const used = new Set<string>();
  checkValues(valuesOfEach(step, path), { ...sources, steps: new Set([...sources.steps, as]), used }, report);
  if (!used.has(as))
    report.at(
      [...path, 'each', 'call'],
      `Nothing uses the item "${as}": the same would be written again and again.`,
    );
  for (const name of used) sources.used.add(name);
}

function checkNamesOfSteps(
  steps: readonly StepSource[],
  slots: ReadonlySet<string>,
  context: CheckContext,
): string[] {
  const names: string[] = [];
  for (const { step, place } of steps) {
    const { as } = step;
    if (as === undefined) continue;
    const report = reportIn(context, place.file);
    const path = [...place.path, 'as'];
    if (words.includes(as)) report.at(path, `A step cannot be named "${as}": $${as} is the ${as}.`);
    else if (slots.has(as)) report.at(path, `A step cannot be named "${as}": it would hide the slot.`);
    else if (names.includes(as)) report.at(path, `Another step is named "${as}" already.`);
    names.push(as);
  }
  return names;
}

function checkPage({ page, each, text }: ReplySource, steps: readonly StepSource[], report: Report): void {
  const last = steps.at(-1);
  if (page === undefined) {
    if (each !== undefined && last !== undefined && isPaged(last))
      report.at(
        ['reply'],
        'The last step collects a list: name it under "page", as in { each: ..., page: $found }.',
      );
    return;
  }
  const step = steps.find(({ step: { as } }) => `$${as ?? ''}` === page);
  if (step === undefined || !(isPaged(step) || step.kind === 'compute'))
    report.at(['reply', 'page'], `"page" names a step that gathers a list, and ${page} is none.`);
  if (text !== undefined) report.at(['reply', 'page'], 'A text has no pages.');
}

/** A list that is collected by `from` and `take` has no pages. */
function isPaged({ kind, step }: StepSource): boolean {
  return kind === 'collect' && 'page' in step.with;
}

/** An unused slot or step is a mistake: the wrong one is used, or an input is ignored. */
function checkUse(
  entry: EntrySource,
  { list, used }: { list: StepList; used: ReadonlySet<string> },
  context: CheckContext,
): void {
  const steps = entry.steps[list] ?? [];
  const byLast = typeof entry.reply === 'string' || entry.reply?.each !== undefined;
  for (const source of byLast ? steps.slice(0, -1) : steps) {
    const { as } = source.step;
    const { file, path } = source.place;
    if (as !== undefined && !used.has(as))
      reportIn(context, file).at(
        [...path, 'as'],
        `Nothing uses the step "${as}"; use it, or leave out its name.`,
      );
    if (as === undefined && source.kind === 'compute')
      reportIn(context, file).at(path, 'Nothing uses what this step computes; name it with "as" and use it.');
  }
  for (const slot of entry.lines[0].slots.filter((each) => !used.has(each)))
    reportIn(context, entry.file).at(['v1'], `Nothing uses the slot {${slot}}.`);
}

/** A loss may depend on the request and on the answer of any step. */
function checkLosses(
  { lossy }: EntrySource,
  { list, sources }: { list: StepList; sources: Sources },
  report: Report,
): void {
  const dialect = list === 'v2' ? 'current' : '2015';
  lossy.forEach(({ field, dialect: only = dialect }, n) => {
    if (only === dialect) checkValues(valuesAt({ field }, ['lossy', n]), sources, report);
  });
}

/** The record to lock must be known before the first call, so that it is a slot, in v2's spelling. */
function checkOneAtATime({ yaml, lines: [{ slots }] }: EntrySource, report: Report): void {
  const slot = yaml['one-at-a-time']?.slice(1);
  if (slot === undefined || slots.includes(slot)) return;
  report.at(
    ['one-at-a-time'],
    `"${slot}" is no slot of "v1": name the one that says which record is changed${didYouMean(slot, slots)}`,
  );
}

function checkLookup({ yaml, name }: LookupSource, report: Report): void {
  const used = new Set<string>();
  const values = valuesOfLookup(yaml);
  const needs = new Set(yaml.needs);
  for (const fault of values.faults) report.at(fault.path, fault.sentence);
  for (const { reference, path } of values.references) {
    used.add(reference.name);
    if (needs.has(reference.name) ? reference.path.length === 0 : reference.name === 'caller') continue;
    report.at(
      path,
      `"${reference.text}" has no source: a look-up knows what it "needs"${didYouMean(reference.name, needs)}`,
    );
  }
  yaml.needs.forEach((need, n) => {
    if (!used.has(need)) report.at(['needs', n], `Nothing in the look-up "${name}" uses "${need}".`);
  });
}

function checkNeeds({ yaml, name }: SharedSource, report: Report): void {
  const used = new Set(referencesIn(yaml.steps).found.map(({ reference }) => reference.name));
  yaml.needs.forEach((need, n) => {
    if (!used.has(need)) report.at(['needs', n], `Nothing in the shared steps "${name}" uses "${need}".`);
  });
}

function checkValues({ references, faults }: StepValues, sources: Sources, report: Report): void {
  for (const { path, sentence } of faults) report.at(path, sentence);
  for (const { reference, path } of references) {
    sources.used.add(reference.name);
    const sentence = faultOf(reference, sources);
    if (sentence !== undefined) report.at(path, sentence);
  }
}

function faultOf({ name, path, text }: Reference, sources: Sources): string | undefined {
  const { slots, accepts, steps, laterSteps } = sources;
  if (name === 'body') return faultOfInput(path, accepts.body, { text, what: 'body' });
  if (name === 'query') return faultOfInput(path, accepts.query, { text, what: 'query' });
  if (name === 'caller') {
    if (path.length === 1 && callerFields.includes(path[0] ?? '')) return undefined;
    return `"${text}" has no source: a caller has ${callerFields.join(', ')}.`;
  }
  if (slots.has(name)) return path.length === 0 ? undefined : `"${text}" has no source: a slot is a text.`;
  if (steps.has(name)) return undefined;
  if (laterSteps.has(name)) return `"${text}" is used before its step is made; move the step up.`;
  return `"${text}" has no source: it is neither a slot nor a step${didYouMean(name, [...slots, ...steps, ...words])}`;
}

const callerFields = ['client_id', 'kind', 'stand_in'];

/** Follows the path through the schema as far as the schema declares fields. */
function faultOfInput(
  path: YamlPath,
  schema: JsonSchema | undefined,
  { text, what }: { text: string; what: string },
): string | undefined {
  if (schema === undefined)
    return `"${text}" has no source: the entry accepts no ${what}; declare it under "accepts".`;
  if (path.length === 0)
    return what === 'query' ? '"query" by itself is no value; name one key of it.' : undefined;
  let at: JsonSchema = schema;
  for (const part of path) {
    const { properties, items, additionalProperties: rest } = at;
    const open = properties === undefined && at !== schema;
    const next = items ?? properties?.[String(part)] ?? (typeof rest === 'object' ? rest : undefined);
    if (next === undefined) {
      if (open || rest === true) return undefined;
      return `"${text}" has no source: "accepts" does not declare it${didYouMean(String(part), Object.keys(properties ?? {}))}`;
    }
    at = next;
  }
  return undefined;
}
