import type { Config } from './config.js';
import type { Environment } from './environment.js';

/** Settings that the functions named in the map may depend on. */
export function mapSettingsOf(values: Environment): Config['map'] {
  return {
    nulls: values.HOLDOVER_NULLS,
    userMetadataKeys: values.HOLDOVER_USER_METADATA_KEYS,
    searchEngine: values.HOLDOVER_UPSTREAM_DIALECT === '2015-appliance' ? 'v1' : 'v2',
  };
}

/** Environment keys that an entry of the map may name as its `switch`. */
export const mapSwitches = ['HOLDOVER_ALLOW_DELETE_ALL_USERS'] as const;

/** The switches that are on. */
export function switchesOf(values: Environment): Config['switches'] {
  return new Set(mapSwitches.filter((key) => values[key]));
}

/** An appliance differs only in its search engine. */
export function dialectOf({ HOLDOVER_UPSTREAM_DIALECT: dialect }: Environment): Config['dialect'] {
  return dialect === 'current' ? 'current' : '2015';
}
