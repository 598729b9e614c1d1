import { asJsonObject } from './json-object.js';

/** v1's most entries a call, and what it gave unless told. */
const most = 200;

export interface Checkpoint {
  /** Absent: from the first entry. */
  readonly from?: string;
  readonly take: number;
}

/**
 * v1's checkpoint, made whole: exporters that have none yet send `from=` (facts v1, section 9).
 *
 * @param input `{ from?, take? }`
 */
export function checkpointToV2(input: unknown): Checkpoint {
  const { from, take } = asJsonObject(input);
  const wanted = typeof take === 'number' ? Math.min(take, most) : most;
  return typeof from === 'string' && from !== '' ? { from, take: wanted } : { take: wanted };
}
