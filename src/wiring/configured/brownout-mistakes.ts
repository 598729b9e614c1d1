import type { Config } from '../../config/config.js';
import { didYouMean } from '../../syntax/did-you-mean.js';
import type { Route } from '../../map/route.js';
import { covers } from '../../pipeline/brownouts.js';

/** One line per entry or client of a brownout that does not exist; it would match no request. */
export function brownoutMistakes({ brownouts, clients }: Config, table: readonly Route[]): string[] {
  const ids = table.map(({ id }) => id);
  const known = clients?.list.map(({ clientId }) => clientId);
  return brownouts.flatMap(({ place, ...brownout }) => {
    const noEntry = (brownout.routes ?? []).filter((name) => !ids.some((id) => covers(name, id)));
    const noClient = (brownout.clients ?? []).filter((name) => known?.includes(name) === false);
    return [
      ...noEntry.map((name) => `${name} is no entry of the map${didYouMean(name, ids)}`),
      ...noClient.map((name) => `${name} is not in the clients file${didYouMean(name, known ?? [])}`),
    ].map((sentence) => `HOLDOVER_BROWNOUTS_FILE: ${place} ${sentence}`);
  });
}
