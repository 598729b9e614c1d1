import { checkCalls } from './check-calls.js';
import type { CheckContext } from './check-context.js';
import { checkEntries } from './check-entries.js';
import { checkErrors } from './check-errors.js';
import { checkFolders } from './check-folders.js';
import { checkLines } from './check-lines.js';
import { checkLosses } from './check-losses.js';
import { checkNames } from './check-names.js';
import { checkReferences } from './check-references.js';
import { checkUnused } from './check-unused.js';

/** Checks a map of the right shape as a whole. Every check reports into `context.faults`. */
export function checkMap(context: CheckContext): void {
  if (!checkFolders(context)) return;
  checkEntries(context);
  checkReferences(context);
  checkNames(context);
  checkCalls(context);
  checkLines(context);
  checkErrors(context);
  checkLosses(context);
  checkUnused(context);
}
