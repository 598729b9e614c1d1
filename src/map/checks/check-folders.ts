import type { CheckContext } from './check-context.js';

/**
 * The folders are there, and what every map needs is in one of them. Where that is not so, the rest would be a hundred
 * faults that are none.
 *
 * @returns whether there is a map to be checked
 */
export function checkFolders({ source, faults }: CheckContext): boolean {
  const { folders, contracts } = source;
  if (faults.some(({ file }) => folders.includes(file))) return false;
  if (contracts.v2 !== undefined || faults.some(({ file }) => file.endsWith('v2-contract.json'))) return true;
  faults.push({
    file: `${folders[0] ?? '.'}/v2-contract.json`,
    line: 1,
    column: 1,
    sentence:
      'No folder of the map has a v2-contract.json. A folder that only adds to the shipped map is named behind it.',
  });
  return false;
}
