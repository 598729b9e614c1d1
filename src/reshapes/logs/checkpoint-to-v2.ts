import { asJsonObject } from '../../syntax/json-object.js';

/** v1's largest number of entries per call, and its default. */
const most = 200;

export interface Checkpoint {
  /** Absent: the first entry of the log. */
  readonly from?: string;
  readonly take: number;
}

/**
 * v1's checkpoint parameters with their defaults. Exporters that have no checkpoint yet send `from=` (facts v1,
 * section 9).
 *
 * @param input `{ from?, take? }`
 */
export function checkpointToV2(input: unknown): Checkpoint {
  const { from, take } = asJsonObject(input);
  const wanted = typeof take === 'number' ? Math.min(take, most) : most;
  return typeof from === 'string' && from !== '' ? { from, take: wanted } : { take: wanted };
}
