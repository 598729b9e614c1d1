import { percentDecoded } from '../../syntax/percent-decoded.js';
import type { RecordedReply } from '../recording.js';

/** Ids of the losses that a reply reports, each with the fields that are affected, as far as the reply names them. */
export type ToldLosses = ReadonlyMap<string, readonly string[]>;

/** Reads `X-Holdover-Lossy` and `X-Holdover-Lossy-Fields`. */
export function toldLosses({ headers }: RecordedReply): ToldLosses {
  const told = new Map<string, readonly string[]>();
  for (const id of words(headers['x-holdover-lossy'])) told.set(id, []);
  for (const word of words(headers['x-holdover-lossy-fields'])) {
    const cut = word.indexOf('=');
    const names = word.slice(cut + 1).split(',');
    if (cut > 0 && told.has(word.slice(0, cut))) told.set(word.slice(0, cut), names.map(percentDecoded));
  }
  return told;
}

function words(header: string | undefined): string[] {
  return (header ?? '').split(' ').filter((word) => word !== '');
}
