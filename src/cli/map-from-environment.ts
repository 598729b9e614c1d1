import { readMapEnvironment, type MapEnvironment } from '../config/map-environment.js';
import type { MapCommandDeps } from './open-map.js';
import { shippedMap } from '../wiring/configured/shipped-map.js';

/** Reads the environment only when a command needs it, so that `--help` never reports mistakes in it. */
export function mapFromEnvironment(): MapCommandDeps {
  let known: MapEnvironment | undefined;
  const read = (): MapEnvironment => (known ??= readMapEnvironment());
  return {
    get defaultFolders() {
      return read().routesMap ?? [shippedMap];
    },
    get dialect() {
      return read().dialect;
    },
    get settings() {
      return read().map;
    },
    get switches() {
      return read().switches;
    },
    get upstreamUrl() {
      return read().upstreamUrl ?? 'https://YOUR_TENANT.auth0.com';
    },
  };
}
