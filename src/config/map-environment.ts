import { ConfigError } from './config-error.js';
import type { Config } from './config.js';
import { dialectOf, mapSettingsOf, switchesOf } from './map-settings.js';
import { readEnvironment } from './read-environment.js';

const prefixes = [
  'HOLDOVER_ROUTES_MAP',
  'HOLDOVER_NULLS',
  'HOLDOVER_USER_METADATA_KEYS',
  'HOLDOVER_ALLOW_',
  'HOLDOVER_UPSTREAM_URL',
  'HOLDOVER_UPSTREAM_DIALECT',
];

/** What the commands on the map read from the environment; they need neither keys nor ports. */
export interface MapEnvironment extends Pick<Config, 'dialect' | 'routesMap' | 'map' | 'switches'> {
  readonly upstreamUrl: string | undefined;
}

/** @throws ConfigError for mistakes in these keys only */
export function readMapEnvironment(env: NodeJS.ProcessEnv = process.env): MapEnvironment {
  const { values, mistakes } = readEnvironment(env);
  const own = mistakes.filter((mistake) => prefixes.some((prefix) => mistake.startsWith(prefix)));
  if (own.length > 0) throw new ConfigError(own);
  return {
    dialect: dialectOf(values),
    routesMap: values.HOLDOVER_ROUTES_MAP,
    map: mapSettingsOf(values),
    switches: switchesOf(values),
    upstreamUrl: values.HOLDOVER_UPSTREAM_URL,
  };
}
