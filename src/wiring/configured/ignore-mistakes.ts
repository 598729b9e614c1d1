import type { Config } from '../../config/config.js';
import { MapError, printFault } from '../../map/read/map-error.js';
import type { Route } from '../../map/route.js';
import { readIgnoreFile } from '../../parity/compare/ignore-file.js';

/** One line per fault of the shadow's ignore file, even while nothing is compared. */
export function ignoreMistakes({ shadow }: Pick<Config, 'shadow'>, table: readonly Route[]): string[] {
  if (shadow?.ignoreFile === undefined) return [];
  try {
    readIgnoreFile(shadow.ignoreFile, new Set(table.map(({ id }) => id)), () => new Date());
    return [];
  } catch (error) {
    if (!(error instanceof MapError)) throw error;
    return error.faults.map((fault) => `HOLDOVER_SHADOW_IGNORE_FILE: ${printFault(fault)}`);
  }
}
