import type { Config } from './config.js';
import { dialectOf, mapSettingsOf, switchesOf } from './map-settings.js';
import { readOwnKeys } from './read-environment.js';

const own = /^HOLDOVER_(?:ROUTES_MAP|NULLS|USER_METADATA_KEYS|ALLOW_|UPSTREAM_URL|UPSTREAM_DIALECT)/;

/** What the commands on the map read from the environment; they need neither keys nor ports. */
export interface MapEnvironment extends Pick<Config, 'dialect' | 'routesMap' | 'map' | 'switches'> {
  readonly upstreamUrl: string | undefined;
}

/** @throws ConfigError for mistakes in these keys only */
export function readMapEnvironment(env: NodeJS.ProcessEnv = process.env): MapEnvironment {
  const values = readOwnKeys(env, own);
  return {
    dialect: dialectOf(values),
    routesMap: values.HOLDOVER_ROUTES_MAP,
    map: mapSettingsOf(values),
    switches: switchesOf(values),
    upstreamUrl: values.HOLDOVER_UPSTREAM_URL,
  };
}
