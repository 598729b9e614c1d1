import { mapSwitches } from '../../config/map-settings.js';
import { didYouMean } from '../../syntax/did-you-mean.js';
import type { JsonSchema } from '../read/json-schema.js';
import { isWrite } from '../read/parse-call.js';
import type { YamlPath } from '../read/read-yaml.js';
import type { Report } from '../read/report.js';
import type { CallSource, EntrySource, StepList, StepSource } from '../read/source.js';
import { checkCallers } from './check-callers.js';
import { allEntries, reportIn, type CheckContext } from './check-context.js';

/** Checks each entry by itself: it is served or gone, its writes come last, its switch exists. */
export function checkEntries(context: CheckContext): void {
  for (const entry of allEntries(context)) {
    const report = reportIn(context, entry.file);
    checkServed(entry, report);
    checkSwitch(entry, report);
    checkJsonp(entry, report);
    checkCallers(entry, context.reshapes, report);
    for (const where of ['body', 'query'] as const)
      checkRequired(entry.accepts[where], ['accepts', where], report);
    for (const list of ['v2', 'v2-2015'] as const) {
      const steps = entry.steps[list];
      if (steps !== undefined) checkWrites(entry, { list, steps }, context);
      for (const step of steps ?? []) checkStep(step, reportIn(context, step.place.file));
    }
  }
  for (const { yaml, file } of context.source.lookups.values()) {
    const report = reportIn(context, file);
    if (isWrite(yaml.call)) report.at(['call'], 'A look-up reads: its call is a GET.');
    checkFind(yaml, [], report);
    if (yaml.pages !== undefined && yaml.find === undefined)
      report.key(['pages'], 'All pages are read in order to find something: say what under "find".');
    if (yaml.keeps !== undefined && yaml.cache === undefined)
      report.key(['keeps'], 'What a look-up keeps is remembered: say under "cache" for how many seconds.');
  }
}

function checkServed({ yaml, steps, reply }: EntrySource, report: Report): void {
  if (yaml.gone !== undefined && steps.v2 !== undefined)
    report.key(['gone'], 'An entry is served or gone: leave out "v2" or "gone".');
  if (yaml['gone-2015'] !== undefined && steps['v2-2015'] !== undefined)
    report.key(['gone-2015'], 'In 2015 an entry is served or gone: leave out "v2-2015" or "gone-2015".');
  if (yaml.gone === undefined && steps.v2 === undefined)
    report.at([], 'An entry says how it is served, under "v2", or why it cannot be, under "gone".');
  const served = steps.v2 ?? steps['v2-2015'];
  if (served !== undefined && reply === undefined) report.at([], '"reply" is missing.');
  if (served === undefined && reply !== undefined && yaml.gone !== undefined)
    report.key(['reply'], 'What is gone has no reply; leave it out.');
}

function checkSwitch({ yaml }: EntrySource, report: Report): void {
  const known: readonly string[] = mapSwitches;
  if (yaml.switch === undefined || known.includes(yaml.switch)) return;
  report.at(
    ['switch'],
    `"${yaml.switch}" is no switch of the configuration${didYouMean(yaml.switch, known)}`,
  );
}

/** Every line must require the query key, because without it there is no function to call. */
function checkJsonp({ yaml: { jsonp }, lines }: EntrySource, report: Report): void {
  if (jsonp === undefined) return;
  const plain = lines.find(({ method, requiredQuery }) => {
    return method !== 'GET' || !requiredQuery.includes(jsonp.callback);
  });
  if (plain === undefined) return;
  report.at(
    ['jsonp', 'callback'],
    `Every line of this entry is a GET and requires "?${jsonp.callback}": "${plain.method} ${plain.path}" is not.`,
  );
}

function checkStep({ kind, step, place: { path } }: StepSource, report: Report): void {
  if (kind === 'call') {
    checkFind(step, path, report);
    checkWords(step, path, report);
    checkAbsent(step, path, report);
  }
  if (kind === 'confirm' && !isWrite(step.confirm))
    report.at([...path, 'confirm'], 'Only a write is to be confirmed.');
  if (kind !== 'sweep') return;
  if (isWrite(step.sweep)) report.at([...path, 'sweep'], 'A list is read: its call is a GET.');
  if (!isWrite(step.each.call)) report.at([...path, 'each', 'call'], 'A sweep writes for each item.');
}

const onlyInWrites = {
  chunk: 'Only a write has a body to send in pieces.',
  part: 'Only a write changes a part of something.',
  // Reads have `otherwise` and `absent`, and no other refusal of a read is an answer.
  'answered-by': '"answered-by" is for writes, and this call reads.',
} as const;
const onlyInReads = ['otherwise', 'follow'] as const;

function checkWords(step: CallSource, path: YamlPath, report: Report): void {
  if (isWrite(step.call)) {
    for (const word of onlyInReads.filter((each) => step[each] !== undefined))
      report.key([...path, word], `"${word}" is for reads, and this call writes.`);
    if (step.chunk !== undefined && step.part === undefined) report.key([...path, 'chunk'], noPart);
    return;
  }
  for (const [word, sentence] of Object.entries(onlyInWrites))
    if (step[word as keyof typeof onlyInWrites] !== undefined) report.key([...path, word], sentence);
  if (step.bearer === 'credentials' || step.bearer === 'client')
    report.at([...path, 'bearer'], 'The credentials go into a body, and this call has none.');
}

function checkFind(step: Pick<CallSource, 'find' | 'missing'>, path: YamlPath, report: Report): void {
  if (step.find !== undefined && step.missing === undefined)
    report.key(
      [...path, 'find'],
      '"find" may find nothing: say under "missing" which row of errors.yaml is the answer then.',
    );
  if (step.find === undefined && step.missing !== undefined)
    report.key([...path, 'missing'], 'Nothing uses "missing": there is no "find".');
}

/** `absent` replaces a write by one write or a read by one read. A second write is a step of its own. */
function checkAbsent(step: CallSource, path: YamlPath, report: Report): void {
  if (step.absent === undefined) return;
  if (isWrite(step.call) !== isWrite(step.absent.call))
    report.key(
      [...path, 'absent'],
      '"absent" holds what is made in place of the call: of a write a write, of a read a read.',
    );
  if (step.otherwise !== undefined)
    report.key(
      [...path, 'otherwise'],
      'A read has "absent" or "otherwise" for when v2 answers 404, not both.',
    );
}

const noPart =
  'This write may be made while another piece of the change fails: say under "part" what it changes.';

/** Reads first, then one write, so that a request that fails half-way has changed nothing. */
function checkWrites(
  { yaml: { writes }, file }: EntrySource,
  { list, steps }: { list: StepList; steps: readonly StepSource[] },
  context: CheckContext,
): void {
  const calls = steps.filter(({ kind }) => kind !== 'compute');
  const written = calls.filter((source) => {
    const call = callOf(source);
    return call !== undefined && isWrite(call);
  });
  if (writes !== undefined) {
    for (const { kind, step, place } of written) {
      if (written.length > 1 && kind === 'call' && step.part === undefined)
        reportIn(context, place.file).at(place.path, noPart);
    }
    // In 2015 fewer writes may suffice.
    if (list === 'v2' ? writes.count !== written.length : writes.count < written.length)
      reportIn(context, file).at(
        ['writes', 'count'],
        `The entry declares ${writes.count} writes and has ${written.length}.`,
      );
    return;
  }
  const [first, second] = written;
  const at = ({ place }: StepSource, sentence: string): void => {
    reportIn(context, place.file).at(place.path, sentence);
  };
  if (second !== undefined) at(second, 'A second write: declare it with "writes: { count: 2, why: ... }".');
  else if (first !== undefined && first !== calls.at(-1))
    at(first, 'A write comes last: move the reads up, or say why not with "writes: { count: 1, why: ... }".');
}

function callOf({ kind, step }: StepSource): string | undefined {
  if (kind === 'call') return step.call;
  if (kind === 'sweep') return step.each.call;
  return kind === 'collect' ? step.collect : undefined;
}

/** A required property that is not declared is probably misspelt. */
function checkRequired(schema: JsonSchema | undefined, path: YamlPath, report: Report): void {
  if (schema === undefined) return;
  const { properties = {}, required = [], items } = schema;
  required.forEach((name, n) => {
    if (Object.hasOwn(properties, name)) return;
    report.at(
      [...path, 'required', n],
      `"${name}" is required but not declared under "properties"${didYouMean(name, Object.keys(properties))}`,
    );
  });
  for (const [name, inner] of Object.entries(properties))
    checkRequired(inner, [...path, 'properties', name], report);
  checkRequired(items, [...path, 'items'], report);
}
