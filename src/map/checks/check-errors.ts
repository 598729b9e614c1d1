import { errorCodes } from '../../errors/gateway-error.js';
import { didYouMean } from '../../syntax/did-you-mean.js';
import { faultIn } from '../read/map-error.js';
import type { Placed } from '../read/source.js';
import { reportIn, type CheckContext } from './check-context.js';

/** Checks that the error table has a row for every code, and for nothing else. */
export function checkErrors(context: CheckContext): void {
  const { errors, folders, broken } = context.source;
  if (broken.has('errors.yaml')) return;
  if (errors.file === undefined) {
    context.faults.push(
      faultIn(`${folders[0] ?? '.'}/errors.yaml`, 'No folder of the map has an errors.yaml.'),
    );
    return;
  }
  const known: readonly string[] = errorCodes;
  const lacking = known.filter((code) => !errors.codes.has(code));
  for (const code of lacking)
    reportIn(context, errors.file).key(
      ['codes'],
      `The code "${code}" has no row; say here what a v1 client is told.`,
    );
  for (const [code, row] of errors.codes) {
    if (!known.includes(code))
      reportKey(context, row, `"${code}" is no error code of holdover${didYouMean(code, lacking)}`);
  }
  for (const [name, row] of errors.rows) {
    if (errors.codes.has(name))
      reportKey(context, row, `"${name}" is a code already; give the row another name.`);
  }
  for (const row of [...errors.codes.values(), ...errors.rows.values()]) checkSentence(context, row);
  for (const row of [...errors.v2Codes.values(), ...errors.v2Statuses.values()]) {
    if (errors.codes.has(row.value) || errors.rows.has(row.value)) continue;
    const hint = didYouMean(row.value, [...errors.rows.keys(), ...errors.codes.keys()]);
    reportIn(context, row.file).at(row.path, `There is no row "${row.value}"${hint}`);
  }
}

function checkSentence(context: CheckContext, { file, path, value }: Placed<{ sentence: string }>): void {
  const wrong = [...value.sentence.matchAll(/\{(\w*)\}/g)].find(([, name]) => name !== 'message');
  if (wrong === undefined) return;
  reportIn(context, file).at([...path, 'sentence'], `A sentence may hold {message} only, not ${wrong[0]}.`);
}

function reportKey(context: CheckContext, { file, path }: Placed<unknown>, sentence: string): void {
  reportIn(context, file).key(path, sentence);
}
