import { faultIn } from '../read/map-error.js';
import type { CheckContext } from './check-context.js';

/**
 * Checks that the folders exist and that one of them has the contract, which every map needs. Without it every other
 * check would report faults that are none.
 *
 * @returns whether there is a map to check
 */
export function checkFolders({ source, faults }: CheckContext): boolean {
  const { folders, contracts } = source;
  if (faults.some(({ file }) => folders.includes(file))) return false;
  if (contracts.v2 !== undefined || faults.some(({ file }) => file.endsWith('v2-contract.json'))) return true;
  faults.push(
    faultIn(
      `${folders[0] ?? '.'}/v2-contract.json`,
      'No folder of the map has a v2-contract.json. A folder that only adds to the shipped map is named behind it.',
    ),
  );
  return false;
}
