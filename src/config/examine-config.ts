import { X509Certificate } from 'node:crypto';
import { statSync } from 'node:fs';
import { readBrownoutsFile } from './brownouts-file.js';
import { readClientsFile } from './clients-file.js';
import { ConfigError } from './config-error.js';
import type { Config, ShadowConfig, UpstreamConfig } from './config.js';
import { contradictions } from './contradictions.js';
import { derivedDefaults } from './derived-defaults.js';
import type { Environment, EnvironmentKey } from './environment.js';
import { dialectOf, mapSettingsOf, switchesOf } from './map-settings.js';
import { readEnvironment } from './read-environment.js';
import { readTlsFiles } from './tls-files.js';
import { readTracing } from './tracing.js';

export interface ReadConfigOptions {
  /** Default: this process's environment. */
  readonly env?: NodeJS.ProcessEnv;
  /** Reads HOLDOVER_TOKEN_KEY; throws an Error with one line per mistake. */
  readonly parseTokenKeys: (text: string) => readonly Uint8Array[];
}

export interface ExaminedConfig {
  /** A key with a mistake has its default; do not run with it while there are mistakes. */
  readonly config: Config;
  /** One line each; every one begins with the name of a key. */
  readonly mistakes: readonly string[];
}

/** Reads the whole configuration and every file it names, and returns all mistakes at once. */
export function examineConfig({ env = process.env, parseTokenKeys }: ReadConfigOptions): ExaminedConfig {
  const { values, has, mistakes: found } = readEnvironment(env);
  const tracing = readTracing(env);
  const mistakes = [
    ...found,
    ...contradictions(has, values),
    ...missingFolders(values.HOLDOVER_ROUTES_MAP ?? []),
    ...tracing.mistakes,
  ];
  const attempt = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      mistakes.push(...(error as Error).message.split('\n'));
      return undefined;
    }
  };
  const tokenKey = values.HOLDOVER_TOKEN_KEY;
  const config: Config = {
    ...settings(values),
    tracing: tracing.on,
    tracingUnused: tracing.unused,
    tls: attempt(() => readTls(values)),
    clients: attempt(() => readClients(values.HOLDOVER_CLIENTS_FILE)),
    brownouts: attempt(() => readBrownouts(values.HOLDOVER_BROWNOUTS_FILE)) ?? [],
    tokenKeys: tokenKey === undefined ? undefined : attempt(() => parseTokenKeys(tokenKey)),
  };
  return { config, mistakes };
}

function missingFolders(folders: readonly string[]): string[] {
  return folders
    .filter((folder) => statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    .map((folder) => `HOLDOVER_ROUTES_MAP: ${folder} is not a folder`);
}

function settings(
  values: Environment,
): Omit<Config, 'tls' | 'clients' | 'tokenKeys' | 'tracing' | 'tracingUnused' | 'brownouts'> {
  const deprecated = values.HOLDOVER_DEPRECATION_DATE;
  return {
    http: { host: values.HOLDOVER_HOST, port: values.HOLDOVER_PORT },
    tlsPort: derivedDefaults(values).HOLDOVER_TLS_PORT,
    admin: { host: values.HOLDOVER_ADMIN_HOST, port: values.HOLDOVER_ADMIN_PORT },
    adminToken: values.HOLDOVER_ADMIN_TOKEN,
    publicUrl: values.HOLDOVER_PUBLIC_URL,
    trustedProxies: values.HOLDOVER_TRUSTED_PROXIES,
    dialect: dialectOf(values),
    upstream: upstreamOf(values),
    tokenTtlS: values.HOLDOVER_TOKEN_TTL_S,
    linkTtlS: values.HOLDOVER_LINK_TTL_S,
    upstreamTimeoutMs: values.HOLDOVER_UPSTREAM_TIMEOUT_MS,
    lameDuckMs: values.HOLDOVER_LAME_DUCK_MS,
    drainMs: values.HOLDOVER_DRAIN_MS,
    workers: values.HOLDOVER_WORKERS,
    routesMap: values.HOLDOVER_ROUTES_MAP,
    redisUrl: values.HOLDOVER_REDIS_URL,
    map: mapSettingsOf(values),
    shadow: shadowOf(values),
    lossy: values.HOLDOVER_LOSSY,
    switches: switchesOf(values),
    migration: {
      deprecatedAt: deprecated === 'off' ? undefined : deprecated,
      sunsetAt: values.HOLDOVER_SUNSET,
      guide: values.HOLDOVER_MIGRATION_GUIDE,
    },
    usageFile: values.HOLDOVER_USAGE_FILE,
    logLevel: values.HOLDOVER_LOG_LEVEL,
  };
}

function upstreamOf(values: Environment): UpstreamConfig | undefined {
  const url = values.HOLDOVER_UPSTREAM_URL;
  if (url === undefined) return undefined;
  const { HOLDOVER_UPSTREAM_CLIENT_ID: clientId, HOLDOVER_UPSTREAM_CLIENT_SECRET: clientSecret } = values;
  const service =
    clientId === undefined || clientSecret === undefined ? undefined : { clientId, clientSecret };
  return { url, audience: derivedDefaults(values).HOLDOVER_UPSTREAM_AUDIENCE ?? '', service };
}

function shadowOf(values: Environment): ShadowConfig | undefined {
  const url = values.HOLDOVER_SHADOW_URL;
  if (url === undefined) return undefined;
  const { HOLDOVER_SHADOW_CLIENT_ID: clientId, HOLDOVER_SHADOW_CLIENT_SECRET: clientSecret } = values;
  const path = values.HOLDOVER_SHADOW_FILE;
  return {
    mode: values.HOLDOVER_SHADOW_MODE,
    url,
    client: clientId === undefined || clientSecret === undefined ? undefined : { clientId, clientSecret },
    rate: values.HOLDOVER_SHADOW_RATE,
    concurrency: values.HOLDOVER_SHADOW_CONCURRENCY,
    ignoreFile: values.HOLDOVER_SHADOW_IGNORE_FILE,
    file: path === undefined ? undefined : { path, bytes: values.HOLDOVER_SHADOW_FILE_MB * 1024 * 1024 },
  };
}

function readTls(values: Environment): Config['tls'] {
  const { HOLDOVER_TLS_CERT_FILE: certFile, HOLDOVER_TLS_KEY_FILE: keyFile } = values;
  if (certFile === undefined || keyFile === undefined) return undefined;
  const pems = readTlsFiles(certFile, keyFile);
  const { validFrom, validTo } = new X509Certificate(pems.cert);
  return { certFile, keyFile, pems, validFrom: Date.parse(validFrom), validTo: Date.parse(validTo) };
}

function readClients(file: string | undefined): Config['clients'] {
  if (file === undefined) return undefined;
  return { file, list: named('HOLDOVER_CLIENTS_FILE', () => readClientsFile(file)) };
}

function readBrownouts(file: string | undefined): Config['brownouts'] {
  return file === undefined ? [] : named('HOLDOVER_BROWNOUTS_FILE', () => readBrownoutsFile(file));
}

/** Puts the key that names the file before each mistake in it. */
function named<T>(key: EnvironmentKey, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(error.mistakes.map((mistake) => `${key}: ${mistake}`));
  }
}
