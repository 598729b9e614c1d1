import { nearest } from '../../syntax/nearest.js';
import type { Contract, Operation } from '../read/contract.js';
import { didYouMean } from '../../syntax/did-you-mean.js';
import type { ParsedCall } from '../read/parse-call.js';

/**
 * Finds the operation of a call in the contract.
 *
 * @returns the operation, or the sentence that says why there is none
 */
export function findOperation({ method, template }: ParsedCall, { paths }: Contract): Operation | string {
  const wanted = template.split('/');
  const fitting = [...paths.keys()].filter((path) => fits(path.split('/'), wanted));
  // A path that has text in the same places goes before one that has a slot there.
  const path = fitting.find((each) => plain(each) === plain(template)) ?? fitting[0];
  const methods = path === undefined ? undefined : paths.get(path);
  const misspelt =
    path === undefined || plain(path) !== plain(template) ? misspeltOf(template, paths) : undefined;
  if (methods === undefined || misspelt !== undefined) {
    const hint =
      misspelt === undefined
        ? didYouMean(plain(template), [...paths.keys()].map(plain))
        : `; did you mean "${misspelt}"?`;
    return `v2 has no path ${template}${hint}`;
  }
  return (
    methods.get(method) ??
    `v2 takes no ${method} on ${template}, only ${[...methods.keys()].sort().join(', ')}.`
  );
}

/** Whether a template of the contract fits the wanted one. Its slots accept slots and text. */
function fits(path: readonly string[], wanted: readonly string[]): boolean {
  return (
    path.length === wanted.length &&
    path.every((part, n) => part === wanted[n] || (isSlot(part) && wanted[n] !== ''))
  );
}

/**
 * The path that the template probably means. Text in place of v2's slot may be a value (`/multifactor/duo`), or a
 * misspelt path that happens to fit.
 */
function misspeltOf(template: string, paths: Contract['paths']): string | undefined {
  const wanted = plain(template);
  const candidates = [...paths.keys()].filter(
    (path) => path.split('/').length === template.split('/').length,
  );
  const near = nearest(wanted, candidates.map(plain));
  const found = candidates.find((path) => plain(path) === near);
  return found !== undefined && near !== wanted && sameSlots(found, template) ? found : undefined;
}

function sameSlots(path: string, template: string): boolean {
  const wanted = template.split('/');
  return path.split('/').every((part, n) => isSlot(part) === isSlot(wanted[n] ?? ''));
}

function plain(path: string): string {
  return path
    .split('/')
    .map((part) => (isSlot(part) ? '{}' : part))
    .join('/');
}

function isSlot(part: string): boolean {
  return part.startsWith('{');
}
