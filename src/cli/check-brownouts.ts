import type { Config } from '../config/config.js';
import { ConfigError } from '../config/config-error.js';
import { didYouMean } from '../map/did-you-mean.js';
import type { Route } from '../map/route.js';
import { covers } from '../pipeline/brownouts.js';

/**
 * A brownout of an entry or a client that nobody has would be missed by nobody.
 *
 * @throws ConfigError with `file:line:column sentence` for every such name
 */
export function checkBrownouts({ brownouts, clients }: Config, table: readonly Route[]): void {
  const ids = table.map(({ id }) => id);
  const known = clients?.list.map(({ clientId }) => clientId);
  const mistakes = brownouts.flatMap((brownout) => [
    ...(brownout.routes ?? [])
      .filter((name) => !ids.some((id) => covers(name, id)))
      .map((name) => `${brownout.place} ${name} is no entry of the map${didYouMean(name, ids)}`),
    ...(brownout.clients ?? [])
      .filter((name) => known !== undefined && !known.includes(name))
      .map((name) => `${brownout.place} ${name} is not in the clients file${didYouMean(name, known ?? [])}`),
  ]);
  if (mistakes.length > 0) throw new ConfigError(mistakes);
}
