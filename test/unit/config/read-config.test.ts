import { execFileSync } from 'node:child_process';
import { truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { readAdminAddress } from '../../../src/config/admin-address.js';
import { ConfigError } from '../../../src/config/config-error.js';
import type { Config } from '../../../src/config/config.js';
import { readMapEnvironment } from '../../../src/config/map-environment.js';
import { readConfig } from '../../../src/config/read-config.js';
import { createDemoCertificate } from '../../../src/gateway/ports/demo-certificate.js';
import { parseTokenKeys } from '../../../src/tokens/token-keys.js';
import { temporaryFiles } from '../../support/temporary-files.js';

const { folder, file, remove } = temporaryFiles();
const key = 'A'.repeat(43);
const shadowed = {
  HOLDOVER_SHADOW_MODE: 'serve-v1',
  HOLDOVER_SHADOW_URL: 'https://v1.acme.example/',
  HOLDOVER_SHADOW_CLIENT_ID: 'shop',
  HOLDOVER_SHADOW_CLIENT_SECRET: 'hush',
};
const real = { HOLDOVER_UPSTREAM_URL: 'https://acme.auth0.com', HOLDOVER_TOKEN_KEY: key };

afterAll(remove);

function pipe(): string {
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  return path;
}

/** 8 GiB, none of them on the disk. */
function huge(): string {
  const path = file('huge', '');
  truncateSync(path, 8 * 1024 ** 3);
  return path;
}

function read(env: Record<string, string>): Config {
  return readConfig({ env, parseTokenKeys });
}

function mistakesOf(env: Record<string, string>): readonly string[] {
  try {
    read(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
}

test('a secret in a file is read without a byte order mark, which editors put before it', () => {
  const secret = file('with-mark', '\uFEFFhush\r\n');
  const client = { HOLDOVER_UPSTREAM_CLIENT_ID: 'id', HOLDOVER_UPSTREAM_CLIENT_SECRET_FILE: secret };
  expect(read({ ...real, ...client }).upstream?.service?.clientSecret).toBe('hush');
});

test.each([
  'https://acme.auth0.com?',
  'https://acme.auth0.com/#',
  ' https://acme.auth0.com// ',
  'https:acme.auth0.com',
  'https://ACME.auth0.com:443',
])('a base URL is normalized: %j', (url) => {
  const { upstream, publicUrl } = read({ ...real, HOLDOVER_UPSTREAM_URL: url, HOLDOVER_PUBLIC_URL: url });
  expect(upstream).toMatchObject({
    url: 'https://acme.auth0.com',
    audience: 'https://acme.auth0.com/api/v2/',
  });
  expect(publicUrl).toBe('https://acme.auth0.com');
});

test('a comma in the public URL is encoded, since v1’s .NET client splits Link at commas', () => {
  expect(read({ ...real, HOLDOVER_PUBLIC_URL: 'https://v1.example/a,b' }).publicUrl).toBe(
    'https://v1.example/a%2Cb',
  );
});

describe('the configuration', () => {
  test('is the demo without any key: HTTP on 8080, HTTPS on 8443, no tenant, no token key', () => {
    expect(read({ PATH: '/bin' })).toEqual({
      http: { host: '127.0.0.1', port: 8080 },
      tlsPort: 8443,
      tls: undefined,
      admin: { host: '127.0.0.1', port: 9090 },
      adminToken: undefined,
      dialect: 'current',
      migration: { deprecatedAt: Date.UTC(2016, 9, 1), sunsetAt: undefined, guide: undefined },
      publicUrl: undefined,
      trustedProxies: [],
      upstream: undefined,
      clients: undefined,
      tokenKeys: undefined,
      tokenTtlS: 86_400,
      linkTtlS: 300,
      tracing: false,
      tracingUnused: [],
      upstreamTimeoutMs: 15_000,
      lameDuckMs: 3_000,
      drainMs: 25_000,
      workers: 1,
      routesMap: undefined,
      redisUrl: undefined,
      shadow: undefined,
      map: { nulls: 'preserve', userMetadataKeys: [], searchEngine: 'v2' },
      lossy: 'warn',
      switches: new Set(),
      brownouts: [],
      usageFile: undefined,
      logLevel: 'info',
    });
  });

  test('with a tenant has HTTPS only when asked, and the audience of the tenant', () => {
    expect(read(real)).toMatchObject({
      tlsPort: undefined,
      upstream: {
        url: 'https://acme.auth0.com',
        audience: 'https://acme.auth0.com/api/v2/',
        service: undefined,
      },
      tokenKeys: [new Uint8Array(32)],
    });
  });

  test('takes the values of all keys', () => {
    const config = read({
      HOLDOVER_HOST: '0.0.0.0',
      HOLDOVER_PORT: '0',
      HOLDOVER_ADMIN_HOST: '::',
      HOLDOVER_ADMIN_PORT: '1',
      HOLDOVER_ADMIN_TOKEN: 'c'.repeat(16),
      HOLDOVER_PUBLIC_URL: 'https://v1.example/',
      HOLDOVER_TRUSTED_PROXIES: '10.0.0.0/8, ::1',
      HOLDOVER_UPSTREAM_URL: 'http://tenant.example/base/',
      HOLDOVER_UPSTREAM_AUDIENCE: 'urn:x',
      HOLDOVER_UPSTREAM_DIALECT: '2015-appliance',
      HOLDOVER_UPSTREAM_CLIENT_ID: 'id',
      HOLDOVER_UPSTREAM_CLIENT_SECRET: 'secret',
      HOLDOVER_TOKEN_KEY: `${key},${'B'.repeat(43)}`,
      HOLDOVER_TOKEN_TTL_S: '60',
      HOLDOVER_LINK_TTL_S: '1',
      HOLDOVER_UPSTREAM_TIMEOUT_MS: '1',
      HOLDOVER_LAME_DUCK_MS: '0',
      HOLDOVER_DRAIN_MS: '0',
      HOLDOVER_WORKERS: '4',
      HOLDOVER_ROUTES_MAP: `${folder}:${tmpdir()}`,
      HOLDOVER_REDIS_URL: 'rediss://user:pass@redis.example:6380/2',
      HOLDOVER_NULLS: 'drop',
      HOLDOVER_LOSSY: 'strict',
      HOLDOVER_USER_METADATA_KEYS: 'color, size',
      HOLDOVER_ALLOW_DELETE_ALL_USERS: 'true',
      HOLDOVER_DEPRECATION_DATE: 'off',
      HOLDOVER_SUNSET: '2028-02-29T12:30Z',
      HOLDOVER_MIGRATION_GUIDE: 'https://wiki.example/v1?a=b#c',
      HOLDOVER_LOG_LEVEL: 'debug',
    });
    expect(config).toMatchObject({
      dialect: '2015',
      http: { host: '0.0.0.0', port: 0 },
      admin: { host: '::', port: 1 },
      adminToken: 'c'.repeat(16),
      publicUrl: 'https://v1.example',
      trustedProxies: ['10.0.0.0/8', '::1'],
      upstream: {
        url: 'http://tenant.example/base',
        audience: 'urn:x',
        service: { clientId: 'id', clientSecret: 'secret' },
      },
      tokenTtlS: 60,
      routesMap: [folder, tmpdir()],
      redisUrl: 'rediss://user:pass@redis.example:6380/2',
      map: { nulls: 'drop', userMetadataKeys: ['color', 'size'], searchEngine: 'v1' },
      lossy: 'strict',
      switches: new Set(['HOLDOVER_ALLOW_DELETE_ALL_USERS']),
      migration: {
        deprecatedAt: undefined,
        sunsetAt: Date.UTC(2028, 1, 29, 12, 30),
        guide: 'https://wiki.example/v1?a=b#c',
      },
      logLevel: 'debug',
    });
    expect(config.tokenKeys).toHaveLength(2);
  });

  test('treats a key with an empty value as left out', () => {
    expect(mistakesOf({ HOLDOVER_PORT: '', HOLDOVER_UPSTREAM_URL: ' ' })).toEqual([]);
  });

  test.each(['127.0.0.1', '127.8.0.1', '::1', 'localhost', '::ffff:127.0.0.1'])(
    'needs no token for an admin port on %s',
    (host) => {
      expect(mistakesOf({ HOLDOVER_ADMIN_HOST: host })).toEqual([]);
    },
  );

  test.each(['0.0.0.0', '::', '10.0.0.7', 'gateway.internal'])(
    'needs a token for an admin port on %s',
    (host) => {
      expect(mistakesOf({ HOLDOVER_ADMIN_HOST: host })).toHaveLength(1);
      expect(mistakesOf({ HOLDOVER_ADMIN_HOST: host, HOLDOVER_ADMIN_TOKEN: key })).toEqual([]);
      expect(mistakesOf({ HOLDOVER_ADMIN_HOST: host, HOLDOVER_ADMIN_TOKEN_FILE: file('t', key) })).toEqual(
        [],
      );
    },
  );

  test('reports all mistakes at once, one line each', () => {
    const clients = file('flawed.yaml', '- client_id: a\n  kind: boss\n  client_secret: hush\n');
    expect(
      mistakesOf({
        HOLDOVER_PROT: '1',
        HOLDOVER_Tls_Port: '1',
        HOLDOVER_PORT: '70000',
        HOLDOVER_UPSTREAM_URL: 'acme.auth0.com',
        HOLDOVER_UPSTREAM_CLIENT_ID: 'id',
        HOLDOVER_CLIENTS_FILE: clients,
        HOLDOVER_ROUTES_MAP: '/nowhere',
      }),
    ).toEqual([
      'HOLDOVER_PROT is not a key of holdover; did you mean HOLDOVER_PORT?',
      'HOLDOVER_Tls_Port is not a key of holdover; did you mean HOLDOVER_TLS_PORT?',
      'HOLDOVER_PORT must be a port from 0 to 65535',
      'HOLDOVER_UPSTREAM_URL must be an http:// or https:// URL without user name, password, query or fragment',
      'HOLDOVER_UPSTREAM_CLIENT_ID and HOLDOVER_UPSTREAM_CLIENT_SECRET go together',
      'HOLDOVER_TOKEN_KEY is required with HOLDOVER_UPSTREAM_URL: make one with "holdover keygen"',
      'HOLDOVER_ROUTES_MAP: /nowhere is not a folder',
      `HOLDOVER_CLIENTS_FILE: ${clients}:2:3 kind must be global or app`,
    ]);
  });

  test.each<[string, Record<string, string>, RegExp]>([
    [
      'two places for usage',
      { HOLDOVER_USAGE_FILE: '/tmp/usage.json', HOLDOVER_REDIS_URL: 'redis://localhost' },
      /^HOLDOVER_USAGE_FILE is of no use with HOLDOVER_REDIS_URL, where usage is kept for all replicas$/,
    ],
    [
      'a day that is none',
      { HOLDOVER_SUNSET: '2027-02-30' },
      /^HOLDOVER_SUNSET must be a day such as 2027-03-31, or a time in UTC such as 2027-03-31T12:00Z$/,
    ],
    [
      'a time of no zone',
      { HOLDOVER_DEPRECATION_DATE: '2027-01-01T10:00' },
      /HOLDOVER_DEPRECATION_DATE must be off, /,
    ],
    [
      'an end before the deprecation',
      { HOLDOVER_SUNSET: '2016-09-30' },
      /^HOLDOVER_SUNSET must not be before HOLDOVER_DEPRECATION_DATE$/,
    ],
    [
      'a guide that would end its header',
      { HOLDOVER_MIGRATION_GUIDE: 'https://wiki.example/a,b' },
      /HOLDOVER_MIGRATION_GUIDE must be an http:\/\/ or https:\/\/ URL of ASCII characters without blanks and commas/,
    ],
    [
      'a key far from any other',
      { HOLDOVER_COLOUR_OF_LOGO: '1' },
      /^HOLDOVER_COLOUR_OF_LOGO is not a key of holdover$/,
    ],
    ['a port with a letter', { HOLDOVER_PORT: '80a' }, /HOLDOVER_PORT must be a port/],
    ['a negative port', { HOLDOVER_ADMIN_PORT: '-1' }, /HOLDOVER_ADMIN_PORT must be a port/],
    [
      'a word that is none of the choice',
      { HOLDOVER_LOSSY: 'loud' },
      /HOLDOVER_LOSSY must be one of: silent, warn, strict/,
    ],
    ['yes instead of true', { HOLDOVER_ALLOW_DELETE_ALL_USERS: 'yes' }, /must be true or false/],
    ['a public URL with a query', { HOLDOVER_PUBLIC_URL: 'https://x/?a' }, /HOLDOVER_PUBLIC_URL must be/],
    [
      'a proxy by name',
      { HOLDOVER_TRUSTED_PROXIES: 'localhost' },
      /HOLDOVER_TRUSTED_PROXIES must be IP addresses/,
    ],
    [
      'a network that is too wide',
      { HOLDOVER_TRUSTED_PROXIES: '10.0.0.0/33' },
      /HOLDOVER_TRUSTED_PROXIES must be IP addresses/,
    ],
    ['an empty part of a list', { HOLDOVER_USER_METADATA_KEYS: 'a,,b' }, /must not have an empty part/],
    [
      'a token key that is too short',
      { ...real, HOLDOVER_TOKEN_KEY: 'AAAA' },
      /HOLDOVER_TOKEN_KEY: key 1 of 1 has 3 bytes/,
    ],
    [
      'HTTPS without a certificate',
      { ...real, HOLDOVER_TLS_PORT: '443' },
      /HOLDOVER_TLS_PORT needs HOLDOVER_TLS_CERT_FILE/,
    ],
    [
      'a certificate without its key',
      { HOLDOVER_TLS_CERT_FILE: '/x' },
      /HOLDOVER_TLS_CERT_FILE and HOLDOVER_TLS_KEY_FILE go together/,
    ],
    [
      'service credentials without a tenant',
      { HOLDOVER_UPSTREAM_CLIENT_ID: 'a', HOLDOVER_UPSTREAM_CLIENT_SECRET: 'b' },
      /CLIENT_ID is of no use without HOLDOVER_UPSTREAM_URL/,
    ],
    [
      'a shadow without the v1 to compare with',
      { HOLDOVER_SHADOW_MODE: 'serve-v1' },
      /^HOLDOVER_SHADOW_MODE and HOLDOVER_SHADOW_URL go together$/,
    ],
    [
      'a shadow that is told neither to be nor not to be',
      { ...real, HOLDOVER_SHADOW_URL: 'https://v1', HOLDOVER_SHADOW_MODE: 'on' },
      /^HOLDOVER_SHADOW_MODE must be one of: off, serve-v1, serve-holdover$/m,
    ],
    [
      'a shadow as whom nobody can ask',
      { ...real, HOLDOVER_SHADOW_URL: 'https://v1', HOLDOVER_SHADOW_MODE: 'off' },
      /^HOLDOVER_SHADOW_URL needs HOLDOVER_CLIENTS_FILE or HOLDOVER_SHADOW_CLIENT_ID: somebody must ask$/,
    ],
    ['a shadow in the demo', shadowed, /^HOLDOVER_SHADOW_URL is of no use without HOLDOVER_UPSTREAM_URL$/],
    [
      'the id of a shadow client without its secret',
      { ...real, ...shadowed, HOLDOVER_SHADOW_CLIENT_SECRET: '' },
      /^HOLDOVER_SHADOW_CLIENT_ID and HOLDOVER_SHADOW_CLIENT_SECRET go together$/,
    ],
    [
      'a budget of nothing',
      { ...real, ...shadowed, HOLDOVER_SHADOW_RATE: '0' },
      /^HOLDOVER_SHADOW_RATE must be a number of reads a second from 1 to 1000$/,
    ],
    [
      'a budget without a shadow',
      { HOLDOVER_SHADOW_CONCURRENCY: '1' },
      /^HOLDOVER_SHADOW_CONCURRENCY is of no use without HOLDOVER_SHADOW_URL$/,
    ],
    [
      'the size of a file that is not written',
      { ...real, ...shadowed, HOLDOVER_SHADOW_FILE_MB: '1' },
      /^HOLDOVER_SHADOW_FILE_MB is of no use without HOLDOVER_SHADOW_FILE$/,
    ],
    [
      'a clients file that is not there',
      { HOLDOVER_CLIENTS_FILE: '/nowhere.yaml' },
      /^HOLDOVER_CLIENTS_FILE: \/nowhere\.yaml cannot be read \(ENOENT\)$/,
    ],
    [
      'several workers before the demo',
      { HOLDOVER_WORKERS: '2' },
      /^HOLDOVER_WORKERS must be 1 without HOLDOVER_UPSTREAM_URL: the demo is one process$/,
    ],
    [
      'several workers that compare',
      { ...real, ...shadowed, HOLDOVER_WORKERS: '2' },
      /^HOLDOVER_WORKERS must be 1 with HOLDOVER_SHADOW_URL: one process compares and writes the file$/,
    ],
    [
      'a Redis by another scheme',
      { HOLDOVER_REDIS_URL: 'http://u:hush@r' },
      /^HOLDOVER_REDIS_URL must be a redis:\/\/ or rediss:\/\/ URL$/,
    ],
    [
      'a Redis whose database is no number',
      { HOLDOVER_REDIS_URL: 'redis://u:hush@r/users' },
      /^HOLDOVER_REDIS_URL must be/,
    ],
    [
      'a Redis with settings that nothing reads',
      { HOLDOVER_REDIS_URL: 'redis://u:hush@r/0?tls=true' },
      /^HOLDOVER_REDIS_URL must be/,
    ],
    [
      'a Redis with a password that cannot be decoded',
      { HOLDOVER_REDIS_URL: 'redis://u:hush%@r' },
      /^HOLDOVER_REDIS_URL must be/,
    ],
    [
      'an operator’s port that others reach, without a token',
      { HOLDOVER_ADMIN_HOST: '0.0.0.0' },
      /^HOLDOVER_ADMIN_TOKEN is required where HOLDOVER_ADMIN_HOST is not loopback: make one with "holdover keygen"$/,
    ],
    [
      'a token that could be guessed',
      { HOLDOVER_ADMIN_TOKEN: 'hush' },
      /^HOLDOVER_ADMIN_TOKEN must be 16 to 512 letters/,
    ],
    [
      'a token that cannot stand in a header',
      { HOLDOVER_ADMIN_TOKEN: 'hush hush hush hush' },
      /^HOLDOVER_ADMIN_TOKEN must be 16 to 512 letters/,
    ],
    [
      'another dialect',
      { HOLDOVER_UPSTREAM_DIALECT: '2016' },
      /^HOLDOVER_UPSTREAM_DIALECT must be one of: current, 2015, 2015-appliance$/,
    ],
  ])('refuses %s in one sentence', (_name, env, sentence) => {
    const mistakes = mistakesOf(env);
    expect(mistakes).toContainEqual(expect.stringMatching(sentence));
    expect(mistakes.join('\n')).not.toContain('hush');
  });
});

describe('a secret in a file', () => {
  test('loses the line break at its end, and no other white space', () => {
    const path = file('key', `${key}\n`);
    expect(read({ ...real, HOLDOVER_TOKEN_KEY: '', HOLDOVER_TOKEN_KEY_FILE: path }).tokenKeys).toEqual([
      new Uint8Array(32),
    ]);
    const secret = read({
      ...real,
      HOLDOVER_UPSTREAM_CLIENT_ID: 'a',
      HOLDOVER_UPSTREAM_CLIENT_SECRET_FILE: file('secret', ' hush \r\n'),
    });
    expect(secret.upstream?.service?.clientSecret).toBe(' hush ');
  });

  test.each<[string, () => Record<string, string>, RegExp]>([
    [
      'with the key itself set',
      () => ({ ...real, HOLDOVER_TOKEN_KEY_FILE: file('k', key) }),
      /^HOLDOVER_TOKEN_KEY and HOLDOVER_TOKEN_KEY_FILE are both set/,
    ],
    [
      'that is not there',
      () => ({ ...real, HOLDOVER_TOKEN_KEY: '', HOLDOVER_TOKEN_KEY_FILE: '/nowhere' }),
      /^HOLDOVER_TOKEN_KEY_FILE: \/nowhere cannot be read \(ENOENT\)$/,
    ],
    [
      'that is empty',
      () => ({ ...real, HOLDOVER_TOKEN_KEY: '', HOLDOVER_TOKEN_KEY_FILE: file('e', '\n') }),
      /is empty$/,
    ],
    [
      // Reading it would wait for a writer, and so would every request of a gateway that reloads.
      'that is a pipe',
      () => ({ ...real, HOLDOVER_TOKEN_KEY: '', HOLDOVER_TOKEN_KEY_FILE: pipe() }),
      /^HOLDOVER_TOKEN_KEY_FILE: .+ is a pipe, not a file: a pipe cannot be read again$/,
    ],
    [
      'that is a folder',
      () => ({ ...real, HOLDOVER_TOKEN_KEY: '', HOLDOVER_TOKEN_KEY_FILE: '/' }),
      /^HOLDOVER_TOKEN_KEY_FILE: \/ is a folder, not a file$/,
    ],
    [
      'that never ends',
      () => ({ ...real, HOLDOVER_TOKEN_KEY: '', HOLDOVER_TOKEN_KEY_FILE: '/dev/zero' }),
      /^HOLDOVER_TOKEN_KEY_FILE: \/dev\/zero is a device, not a file$/,
    ],
    [
      'that is too big for a secret, and for the memory',
      () => ({ ...real, HOLDOVER_TOKEN_KEY: '', HOLDOVER_TOKEN_KEY_FILE: huge() }),
      /^HOLDOVER_TOKEN_KEY_FILE: .+ has more than 16 MiB$/,
    ],
    [
      'for a key that is no secret',
      () => ({ HOLDOVER_PORT_FILE: file('p', '1') }),
      /^HOLDOVER_PORT_FILE is not a key/,
    ],
  ])('%s is refused in one line', (_name, env, sentence) => {
    expect(mistakesOf(env())).toEqual([expect.stringMatching(sentence)]);
  });
});

describe('the shadow', () => {
  test('has a small budget by default, and writes a file only when told', () => {
    expect(read({ ...real, ...shadowed }).shadow).toEqual({
      mode: 'serve-v1',
      url: 'https://v1.acme.example',
      client: { clientId: 'shop', clientSecret: 'hush' },
      rate: 5,
      concurrency: 2,
      ignoreFile: undefined,
      file: undefined,
    });
    const written = read({ ...real, ...shadowed, HOLDOVER_SHADOW_FILE: '/d', HOLDOVER_SHADOW_FILE_MB: '2' });
    expect(written.shadow?.file).toEqual({ path: '/d', bytes: 2 * 1024 * 1024 });
  });

  test('has the mode that a file names', () => {
    const from = (word: string) =>
      read({
        ...real,
        ...shadowed,
        HOLDOVER_SHADOW_MODE: '',
        HOLDOVER_SHADOW_MODE_FILE: file('mode', `${word}\n`),
      });
    expect(from('off').shadow?.mode).toBe('off');
    expect(from('serve-holdover').shadow?.mode).toBe('serve-holdover');
  });
});

describe('the TLS certificate', () => {
  test('is read and checked against its key', async () => {
    const [one, other] = [await createDemoCertificate(), await createDemoCertificate()];
    const cert = file('cert.pem', one.cert);
    const tls = { HOLDOVER_TLS_PORT: '0', HOLDOVER_TLS_CERT_FILE: cert };
    const good = read({ ...real, ...tls, HOLDOVER_TLS_KEY_FILE: file('key.pem', one.key) });
    expect(good.tls?.pems).toEqual({ cert: one.cert, key: one.key });
    const wrong = file('other.pem', other.key);
    expect(mistakesOf({ ...real, ...tls, HOLDOVER_TLS_KEY_FILE: wrong })).toEqual([
      `HOLDOVER_TLS_KEY_FILE: ${wrong} is not the private key of the certificate in ${cert}`,
    ]);
    expect(
      mistakesOf({ ...real, ...tls, HOLDOVER_TLS_CERT_FILE: wrong, HOLDOVER_TLS_KEY_FILE: cert }),
    ).toEqual([
      `HOLDOVER_TLS_CERT_FILE: ${wrong} does not hold a certificate in PEM`,
      `HOLDOVER_TLS_KEY_FILE: ${cert} does not hold a private key in PEM without a passphrase`,
    ]);
  });
});

describe('a part of the configuration', () => {
  test('is read for the health check whatever the other keys say', () => {
    expect(readAdminAddress({ HOLDOVER_ADMIN_PORT: '7', HOLDOVER_NONSENSE: '1' })).toEqual({
      host: '127.0.0.1',
      port: 7,
    });
    expect(readAdminAddress({ HOLDOVER_ADMIN_HOST: '::', HOLDOVER_ADMIN_TOKEN: 'x' }).host).toBe('::');
    for (const key of ['HOLDOVER_ADMIN_PORT', 'HOLDOVER_ADMIN_PROT'])
      expect(() => readAdminAddress({ [key]: 'x' })).toThrow(ConfigError);
  });

  test('is read for the map commands whatever the other keys say', () => {
    expect(readMapEnvironment({ HOLDOVER_NULLS: 'drop', HOLDOVER_PORT: 'x' }).map.nulls).toBe('drop');
    expect(() => readMapEnvironment({ HOLDOVER_NULLS: 'x' })).toThrow('HOLDOVER_NULLS must be one of');
  });
});
