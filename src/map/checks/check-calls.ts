import { findOperation } from './find-operation.js';
import { didYouMean } from '../../syntax/did-you-mean.js';
import { parseCall } from '../read/parse-call.js';
import type { Contract, Operation } from '../read/contract.js';
import type { YamlPath } from '../read/read-yaml.js';
import type { Report } from '../read/report.js';
import { scopesIn } from '../scope-set.js';
import type { CallSource, CollectSource, EntrySource, StepSource } from '../read/source.js';
import { checkBody } from './check-body.js';
import { allEntries, reportIn, type CheckContext } from './check-context.js';

/** Checks every v2 call against the contract of its dialect: path, method, query names, body fields and scopes. */
export function checkCalls(context: CheckContext): void {
  const { contracts, entries, lookups } = context.source;
  const contract = contracts.v2;
  for (const { steps } of allEntries(context)) {
    for (const list of ['v2', 'v2-2015'] as const) {
      for (const step of steps[list] ?? []) {
        const report = reportIn(context, step.place.file);
        checkStep(step, { path: step.place.path, report, contract: contracts[list] });
      }
    }
  }
  if (context.dialect === '2015') for (const entry of entries.values()) checkThen(context, entry);
  for (const { file, yaml } of lookups.values()) {
    const at = { path: [], report: reportIn(context, file), contract };
    const operation = checkCall(yaml, at);
    if (operation !== undefined && yaml.pages === 'all') checkPaged(operation, { key: 'pages' }, at);
  }
}

/** At a tenant of 2015, an entry without 2015 words makes today's calls, so that v2 must have had them in 2015. */
function checkThen(context: CheckContext, { yaml, steps }: EntrySource): void {
  if (steps['v2-2015'] !== undefined || yaml['gone-2015'] !== undefined) return;
  for (const step of steps.v2 ?? []) {
    const report = reportIn(context, step.place.file);
    const then = (sentence: string): string =>
      `In 2015: ${sentence.replace(/[^.?]$/, '$&.')} Write "v2-2015" for how it is done there, or "gone-2015" for why not.`;
    checkStep(step, {
      path: step.place.path,
      report: {
        at: (path, sentence) => {
          report.at(path, then(sentence));
        },
        key: (path, sentence) => {
          report.key(path, then(sentence));
        },
      },
      contract: context.source.contracts['v2-2015'],
    });
  }
}

interface At {
  readonly path: YamlPath;
  readonly report: Report;
  readonly contract: Contract | undefined;
}

function checkStep({ kind, step }: StepSource, at: At): void {
  if (kind === 'call') {
    const operation = checkCall(step, at);
    if (operation !== undefined && step.follow === true) checkFollow(operation, at);
    if (step.absent !== undefined) checkCall(step.absent, { ...at, path: [...at.path, 'absent'] });
  }
  if (kind === 'confirm') checkCall({ ...step, call: step.confirm }, at, 'confirm');
  if (kind === 'collect')
    checkList({ ...step, call: step.collect }, { key: 'collect', names: pagingNames(step.with) }, at);
  if (kind !== 'sweep') return;
  checkList({ ...step, call: step.sweep }, { key: 'sweep', names: keyedNames }, at);
  checkCall(step.each, { ...at, path: [...at.path, 'each'] });
}

function checkList(
  list: Pick<CallSource, 'call' | 'query' | 'scopes' | 'bearer'>,
  { key, names }: { key: string; names: readonly string[] },
  at: At,
): void {
  const operation = operationOf(list.call, key, at);
  if (operation === undefined) return;
  checkQuery(list.query, operation, at);
  checkScopes(list, operation, at);
  checkPaged(operation, { key, names }, at);
}

function pagingNames(given: CollectSource['with']): readonly string[] {
  if ('take' in given) return ['from', 'take'];
  return given.key === undefined ? pagedNames : keyedNames;
}

const pagedNames = ['page', 'per_page', 'include_totals'];
const keyedNames = [...pagedNames, 'q', 'sort'];

function checkPaged(
  operation: Operation,
  { key, names = pagedNames }: { key: string; names?: readonly string[] },
  at: At,
): void {
  const lacking = names.filter((name) => !operation.query.has(name));
  if (lacking.length > 0)
    at.report.at([...at.path, key], `This call cannot be collected: v2 takes no ${lacking.join(', ')} here.`);
}

/** Only a list by checkpoint can be followed. */
function checkFollow({ query }: Operation, { path, report }: At): void {
  const lacking = ['from', 'take'].filter((name) => !query.has(name));
  if (lacking.length > 0)
    report.key([...path, 'follow'], `This call cannot be followed: v2 takes no ${lacking.join(', ')} here.`);
}

function checkCall(
  step: Pick<CallSource, 'call' | 'query' | 'body' | 'scopes' | 'bearer'>,
  at: At,
  key = 'call',
): Operation | undefined {
  const operation = operationOf(step.call, key, at);
  if (operation === undefined) return undefined;
  checkQuery(step.query, operation, at);
  checkScopes(step, operation, at);
  checkBody(step.body, operation, { ...at, contract: at.contract as Contract, path: [...at.path, 'body'] });
  return operation;
}

function operationOf(text: string, key: string, { path, report, contract }: At): Operation | undefined {
  const call = parseCall(text);
  if (typeof call === 'string') {
    report.at([...path, key], call);
    return undefined;
  }
  if (contract === undefined) return undefined;
  const found = findOperation(call, contract);
  if (typeof found !== 'string') return found;
  report.at([...path, key], found);
  return undefined;
}

function checkQuery(query: CallSource['query'], operation: Operation, { path, report }: At): void {
  for (const name of Object.keys(query ?? {})) {
    if (operation.query.has(name)) continue;
    const hint = didYouMean(name, operation.query.keys());
    report.key([...path, 'query', name], `v2 takes no "${name}" in the query of this call${hint}`);
  }
}

function checkScopes(
  { scopes = [], bearer = 'caller' }: Pick<CallSource, 'scopes' | 'bearer'>,
  operation: Operation,
  { path, report }: At,
): void {
  scopes.forEach((set, n) => {
    const unknown = scopesIn(set).find((scope) => !operation.scopes.includes(scope));
    if (unknown === undefined) return;
    const hint = didYouMean(unknown, operation.scopes);
    const known = operation.scopes.length === 0 ? 'it needs none' : `it knows ${operation.scopes.join(', ')}`;
    report.at([...path, 'scopes', n], `"${unknown}" does not allow this call; ${known}${hint}`);
  });
  if (scopes.length === 0 && operation.scopes.length > 0 && bearer === 'caller')
    report.at(path, `"scopes" is missing: this call needs one of ${operation.scopes.join(', ')}.`);
}
