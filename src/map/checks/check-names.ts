import { didYouMean } from '../../syntax/did-you-mean.js';
import { isPattern } from '../read/json-schema.js';
import type { YamlPath } from '../read/read-yaml.js';
import type { Report } from '../read/report.js';
import type { EntrySource, StepSource } from '../read/source.js';
import { allEntries, allSteps, reportIn, type CheckContext } from './check-context.js';

/** Checks that every name exists: look-ups, reshapes, rows of the error table, slots. */
export function checkNames(context: CheckContext): void {
  const { source } = context;
  for (const entry of allEntries(context)) {
    const report = reportIn(context, entry.file);
    checkSlots(entry, context, report);
    for (const step of allSteps(entry)) {
      const { file, path } = step.place;
      checkStep(step, { path, report: reportIn(context, file) }, context);
    }
    checkReply(entry, context, report);
    for (const list of ['errors', 'errors-2015'] as const)
      checkRows(entry.yaml[list], { path: [list], report }, context);
  }
  for (const { yaml, file } of source.lookups.values())
    checkRow(yaml.missing, { path: ['missing'], report: reportIn(context, file) }, context);
  for (const [id, { file, value }] of source.losses) {
    if (value.shows === undefined) continue;
    checkReshape(value.shows, { path: [id, 'shows'], report: reportIn(context, file) }, context);
  }
  checkSlotRules(context);
}

interface At {
  readonly path: YamlPath;
  readonly report: Report;
}

function checkStep({ kind, step }: StepSource, { path, report }: At, context: CheckContext): void {
  if (kind === 'call') {
    checkRow(step.missing, { path: [...path, 'missing'], report }, context);
    checkRows(step.errors, { path: [...path, 'errors'], report }, context);
  }
  if (kind === 'compute') checkReshape(step.compute, { path: [...path, 'compute'], report }, context);
  if (kind !== 'lookup') return;
  const { lookups, broken } = context.source;
  const lookup = lookups.get(step.lookup);
  if (lookup === undefined) {
    if (broken.has(`${step.lookup}.yaml`)) return;
    report.at(
      [...path, 'lookup'],
      `There is no lookups/${step.lookup}.yaml${didYouMean(step.lookup, lookups.keys())}`,
    );
    return;
  }
  const given = Object.keys(step.with ?? {});
  for (const need of lookup.yaml.needs.filter((each) => !given.includes(each)))
    report.at([...path, 'with'], `The look-up "${step.lookup}" needs "${need}"; give it under "with".`);
  for (const extra of given.filter((each) => !lookup.yaml.needs.includes(each)))
    report.key(
      [...path, 'with', extra],
      `The look-up "${step.lookup}" does not need "${extra}"${didYouMean(extra, lookup.yaml.needs)}`,
    );
}

function checkReply({ reply }: EntrySource, context: CheckContext, report: Report): void {
  if (typeof reply === 'string') checkReshape(reply, { path: ['reply'], report }, context);
  else if (reply?.each !== undefined) checkReshape(reply.each, { path: ['reply', 'each'], report }, context);
}

function checkReshape(name: string, { path, report }: At, { reshapes }: CheckContext): void {
  if (Object.hasOwn(reshapes, name)) return;
  report.at(path, `There is no reshape "${name}"${didYouMean(name, Object.keys(reshapes))}`);
}

function checkRow(row: string | undefined, { path, report }: At, { source }: CheckContext): void {
  const { codes, rows } = source.errors;
  if (row === undefined || codes.has(row) || rows.has(row) || source.broken.has('errors.yaml')) return;
  report.at(path, `errors.yaml has no row "${row}"${didYouMean(row, [...rows.keys(), ...codes.keys()])}`);
}

function checkRows(
  rows: Readonly<Record<string, string>> = {},
  { path, report }: At,
  context: CheckContext,
): void {
  for (const [code, row] of Object.entries(rows)) checkRow(row, { path: [...path, code], report }, context);
}

function checkSlots({ lines }: EntrySource, { source }: CheckContext, report: Report): void {
  if (source.broken.has('slots.yaml')) return;
  lines.forEach(({ slots }, n) => {
    for (const slot of slots.filter((each) => !source.slots.has(each))) {
      const path = n === 0 ? ['v1'] : ['also', n - 1];
      report.at(path, `slots.yaml does not say what {${slot}} is${didYouMean(slot, source.slots.keys())}`);
    }
  });
}

function checkSlotRules(context: CheckContext): void {
  for (const [name, { file, yaml }] of context.source.slots) {
    const report = reportIn(context, file);
    if (yaml.reads !== undefined) checkReshape(yaml.reads, { path: [name, 'reads'], report }, context);
    if (yaml.matches !== undefined && !isPattern(yaml.matches))
      report.at([name, 'matches'], `"${yaml.matches}" is not a regular expression.`);
  }
}
