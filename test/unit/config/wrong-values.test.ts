import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { environment, secretKeys, type EnvironmentKey } from '../../../src/config/environment.js';
import { examineConfig } from '../../../src/config/examine-config.js';
import { redactText } from '../../../src/observe/log/redact.js';
import { createDemoCertificate } from '../../../src/gateway/ports/demo-certificate.js';
import { parseTokenKeys } from '../../../src/tokens/token-keys.js';
import { temporaryFiles } from '../../support/temporary-files.js';

const { folder, file, remove } = temporaryFiles();

afterAll(remove);

const { cert, key: certKey } = await createDemoCertificate();
const goodCert = file('good-cert.pem', cert);
const goodKey = file('good-key.pem', certKey);

/** Part of each value that is a secret, or can be taken for one. */
const canary = 'hush-hush-hush';
const port = /^\S+ must be a port from 0 to 65535$/;
const host = /^\S+ must be an IP address or a host name, without scheme and port$/;
const url = /^\S+ must be an http:\/\/ or https:\/\/ URL without user name, password, query or fragment$/;
const line = /^\S+ must be one line of text$/;
const empty = /^\S+ must not have an empty part$/;
const networks = /^\S+ must be IP addresses or networks such as 10\.0\.0\.0\/8, separated by commas$/;
const redis = /^\S+ must be a redis:\/\/ or rediss:\/\/ URL$/;
const bearer = /^\S+ must be 16 to 512 letters, digits and -\._~\+\/, as RFC 6750 has them$/;

type Wrong = readonly [value: string, sentence: RegExp];

function all(sentence: RegExp, ...values: string[]): Wrong[] {
  return values.map((value) => [value, sentence]);
}

function outside(unit: string, below: number, above: number): Wrong[] {
  const sentence = new RegExp(`^\\S+ must be ${unit} from ${below + 1} to ${above - 1}$`);
  return all(sentence, String(below), String(above), '1.5', '1e3', ' 60', '0x10', 'soon', '9'.repeat(30));
}

const ports = all(port, '-1', '65536', '80a', '8080 ', '1e3', 'http');
const hosts = all(host, '0.0.0.0:80', 'http://x', 'a b', '[::1]', '-x', 'a..b', 'a/24', `x\n${canary}`);
const urls = all(
  url,
  'acme.auth0.com',
  'ftp://acme.auth0.com',
  `https://me:${canary}@acme.auth0.com`,
  `https://acme.auth0.com/?key=${canary}`,
  'https://acme.auth0.com/#x',
  'https://',
);

/** Wrong values by key. A key of the schema without rows here does not compile. */
const wrongs: Readonly<Record<EnvironmentKey, readonly Wrong[]>> = {
  HOLDOVER_HOST: hosts,
  HOLDOVER_PORT: ports,
  HOLDOVER_TLS_PORT: ports,
  HOLDOVER_TLS_CERT_FILE: [
    ['/nowhere.pem', /^\S+: \/nowhere\.pem cannot be read \(ENOENT\)$/],
    [folder, /^\S+: .+ is a folder, not a file$/],
    [file('cert.pem', canary), /^\S+: .+ does not hold a certificate in PEM$/],
  ],
  HOLDOVER_TLS_KEY_FILE: [
    ['/nowhere.pem', /^\S+: \/nowhere\.pem cannot be read \(ENOENT\)$/],
    [file('key.pem', canary), /^\S+: .+ does not hold a private key in PEM without a passphrase$/],
  ],
  HOLDOVER_ADMIN_HOST: hosts,
  HOLDOVER_ADMIN_PORT: ports,
  HOLDOVER_ADMIN_TOKEN: all(
    bearer,
    'short',
    `${canary} ${canary}`,
    `${canary}${'x'.repeat(512)}`,
    'ü'.repeat(20),
  ),
  HOLDOVER_PUBLIC_URL: urls,
  HOLDOVER_TRUSTED_PROXIES: [
    ...all(
      networks,
      'localhost',
      '10.0.0.0/33',
      '10.0.0.0/',
      '10.0.0/8',
      '::/129',
      '10.0.0.1:80',
      '1.2.3.4/8/9',
    ),
    ...all(empty, '10.0.0.1,', ',', '::1,,::2'),
  ],
  HOLDOVER_UPSTREAM_URL: [
    ...urls,
    ...all(
      / must be the URL of the tenant itself, without \/api\/v2 at its end$/,
      'https://acme.auth0.com/api/v2/',
    ),
  ],
  HOLDOVER_UPSTREAM_AUDIENCE: all(line, 'https://a/\nhttps://b/', 'a\u0000'),
  HOLDOVER_UPSTREAM_DIALECT: all(
    /^\S+ must be one of: current, 2015, 2015-appliance$/,
    '2016',
    'Current',
    'v2',
  ),
  HOLDOVER_UPSTREAM_CLIENT_ID: all(line, `id\n${canary}`, 'id\t'),
  HOLDOVER_UPSTREAM_CLIENT_SECRET: all(line, `${canary}\n${canary}`),
  HOLDOVER_CLIENTS_FILE: [
    ['/nowhere.yaml', /^\S+: \/nowhere\.yaml cannot be read \(ENOENT\)$/],
    [file('word.yaml', canary), /^\S+: .+:1:1 the file must hold a list of clients$/],
    [file('broken.yaml', `- client_secret: "${canary}`), /^\S+: .+:\d+:\d+ is not valid YAML \(\w+\)$/],
    [
      file('kind.yaml', `- {client_id: a, client_secret: ${canary}, kind: boss}`),
      /:1:\d+ kind must be global or app$/,
    ],
    [
      file('row.yaml', `- {client_id: a, client_secret: ${canary}, kind: app, port: 1}`),
      /port is not a key of a client$/,
    ],
  ],
  HOLDOVER_TOKEN_KEY: all(
    /^\S+: key \d of \d .+/,
    'AAAA',
    `${canary}=`,
    `${'A'.repeat(43)},short`,
    'A'.repeat(44),
    `${'A'.repeat(43)},`,
  ),
  HOLDOVER_TOKEN_TTL_S: outside('seconds', 59, 31_622_401),
  HOLDOVER_LINK_TTL_S: outside('seconds', 0, 86_401),
  HOLDOVER_UPSTREAM_TIMEOUT_MS: outside('milliseconds', 0, 600_001),
  HOLDOVER_LAME_DUCK_MS: outside('milliseconds', -1, 600_001),
  HOLDOVER_DRAIN_MS: outside('milliseconds', -1, 600_001),
  HOLDOVER_WORKERS: [...outside('a number of processes', 0, 65), ...all(/^\S+ must be a number/, 'auto')],
  HOLDOVER_ROUTES_MAP: [
    ['/nowhere', /^\S+: \/nowhere is not a folder$/],
    [file('a-file', ''), /^\S+: .+a-file is not a folder$/],
    ...all(empty, `${folder}:`, `${folder},,${folder}`),
  ],
  HOLDOVER_REDIS_URL: all(
    redis,
    'localhost:6379',
    `http://me:${canary}@redis`,
    `redis://me:${canary}@redis/users`,
    `redis://me:${canary}@redis/0?tls=true`,
    `redis://me:${canary}%@redis`,
    'redis://',
  ),
  HOLDOVER_SHADOW_MODE: all(/^\S+ must be one of: off, serve-v1, serve-holdover$/, 'on', 'SERVE-V1', 'v1'),
  HOLDOVER_SHADOW_URL: urls,
  HOLDOVER_SHADOW_CLIENT_ID: all(line, `id\n${canary}`, 'id\t'),
  HOLDOVER_SHADOW_CLIENT_SECRET: all(line, `${canary}\n${canary}`),
  HOLDOVER_SHADOW_RATE: outside('a number of reads a second', 0, 1_001),
  HOLDOVER_SHADOW_CONCURRENCY: outside('a number of reads at once', 0, 33),
  HOLDOVER_SHADOW_FILE: all(line, 'differences\n.jsonl'),
  HOLDOVER_SHADOW_FILE_MB: outside('a number of megabytes', 0, 1_025),
  HOLDOVER_SHADOW_IGNORE_FILE: all(line, 'ignore\n.yaml'),
  HOLDOVER_NULLS: all(/^\S+ must be one of: preserve, drop$/, 'keep', 'PRESERVE', 'true'),
  HOLDOVER_LOSSY: all(/^\S+ must be one of: silent, warn, strict$/, 'loud', 'Warn', 'warn '),
  HOLDOVER_USER_METADATA_KEYS: all(empty, 'a,,b', ',', 'a,'),
  HOLDOVER_ALLOW_DELETE_ALL_USERS: all(/^\S+ must be true or false$/, 'yes', '1', 'True', 'on'),
  HOLDOVER_DEPRECATION_DATE: all(
    /^\S+ must be off, a day such as/,
    '1 May',
    '2027-02-30',
    '2027-05',
    'never',
  ),
  HOLDOVER_SUNSET: all(/^\S+ must be a day such as/, 'off', '2027-02-30', '2027-01-01T12:00', '1800000000'),
  HOLDOVER_MIGRATION_GUIDE: all(
    /^\S+ must be an http:\/\/ or https:\/\/ URL of ASCII characters without blanks and commas$/,
    'guide.example',
    'https://a/b c',
    'https://a/>; rel="x"',
    'https://a/größe',
  ),
  HOLDOVER_BROWNOUTS_FILE: [
    ['/nowhere.yaml', /^\S+: \/nowhere\.yaml cannot be read \(ENOENT\)$/],
    [file('words.yaml', canary), /^\S+: .+:1:1 the file must hold a list of brownouts$/],
    [file('endless.yaml', '- { reason: no end }'), /^\S+: .+:1:3 /],
  ],
  HOLDOVER_USAGE_FILE: all(line, 'usage\n.json'),
  HOLDOVER_LOG_LEVEL: all(/^\S+ must be one of: error, warn, info, debug$/, 'trace', 'INFO', '3'),
};

/** The other keys that a key needs, so that its own mistake is the only one. */
function company(key: EnvironmentKey): Record<string, string> {
  if (key.startsWith('HOLDOVER_SHADOW_')) {
    return {
      ...company('HOLDOVER_UPSTREAM_URL'),
      HOLDOVER_SHADOW_MODE: 'off',
      HOLDOVER_SHADOW_URL: 'https://v1.acme.com',
      HOLDOVER_SHADOW_CLIENT_ID: 'id',
      HOLDOVER_SHADOW_CLIENT_SECRET: canary,
      HOLDOVER_SHADOW_FILE: join(folder, 'differences.jsonl'),
    };
  }
  if (key.startsWith('HOLDOVER_UPSTREAM_')) {
    const service = { HOLDOVER_UPSTREAM_CLIENT_ID: 'id', HOLDOVER_UPSTREAM_CLIENT_SECRET: canary };
    return {
      HOLDOVER_UPSTREAM_URL: 'https://acme.auth0.com',
      HOLDOVER_TOKEN_KEY: 'A'.repeat(43),
      ...service,
    };
  }
  if (key.startsWith('HOLDOVER_TLS_')) {
    const pair = { HOLDOVER_TLS_CERT_FILE: goodCert, HOLDOVER_TLS_KEY_FILE: goodKey };
    return { HOLDOVER_TLS_PORT: '0', ...pair };
  }
  return {};
}

function mistakesOf(env: Readonly<Record<string, string>>): readonly string[] {
  return examineConfig({ env, parseTokenKeys }).mistakes;
}

const rows = Object.entries(wrongs).flatMap(([key, values]) =>
  values.map(([value, sentence]) => ({ key: key as EnvironmentKey, value, sentence })),
);

describe('a wrong value', () => {
  test('is tried for every key, in the order of the schema; otherwise add a row to `wrongs` above', () => {
    expect(Object.keys(wrongs)).toEqual(Object.keys(environment.shape));
    for (const values of Object.values(wrongs)) expect(values.length).toBeGreaterThan(0);
  });

  test.each(rows)(
    'of $key, $value, is refused in one line that names the key and says what to write',
    (row) => {
      const { key, value, sentence } = row;
      const own = mistakesOf({ ...company(key), [key]: value });
      expect(own).toHaveLength(1);
      expect(own[0]).toMatch(sentence);
      expect(own[0]?.startsWith(key)).toBe(true);
      expect(own.join('')).not.toMatch(/\n|hush/);
    },
  );

  test('of each key at once gives one line per key, and none holds a secret', () => {
    const env = Object.fromEntries(rows.map(({ key, value }) => [key, value]));
    const mistakes = mistakesOf(env);
    for (const key of Object.keys(environment.shape)) {
      if (key === 'HOLDOVER_TLS_CERT_FILE' || key === 'HOLDOVER_TLS_KEY_FILE') continue;
      expect(
        mistakes.filter((each) => each.startsWith(`${key} must`) || each.startsWith(`${key}:`)),
      ).toHaveLength(1);
    }
    expect(mistakes.join('\n')).not.toContain('hush');
    // A reload writes them to the log, which hides what looks like a secret.
    expect(mistakes.map(redactText)).toEqual(mistakes);
  });
});

describe('a secret', () => {
  test.each(secretKeys)('%s that is given both directly and as a file is refused', (key) => {
    const given = { ...company(key), [key]: canary, [`${key}_FILE`]: file('secret', canary) };
    const twice = mistakesOf(given).filter((each) => each.includes('both set'));
    expect(twice).toEqual([`${key} and ${key}_FILE are both set: keep one of them`]);
    expect(mistakesOf(given).join('\n')).not.toContain('hush');
  });

  test.each(secretKeys)('%s_FILE that cannot be read, or is empty, is refused', (key) => {
    const beside = Object.fromEntries(Object.entries(company(key)).filter(([each]) => each !== key));
    for (const [path, words] of [
      ['/nowhere', 'cannot be read (ENOENT)'],
      [file('nothing', '\n'), 'is empty'],
    ] as const) {
      const mistakes = mistakesOf({ ...beside, [`${key}_FILE`]: path });
      expect(mistakes[0]).toBe(`${key}_FILE: ${path} ${words}`);
    }
  });
});

describe('keys that depend on each other', () => {
  const tenant = { HOLDOVER_UPSTREAM_URL: 'https://acme.auth0.com', HOLDOVER_TOKEN_KEY: 'A'.repeat(43) };

  test.each<[string, Record<string, string>, readonly string[]]>([
    [
      'one port twice',
      { HOLDOVER_PORT: '9090' },
      ['HOLDOVER_PORT and HOLDOVER_ADMIN_PORT are both 9090: give each a port of its own'],
    ],
    [
      'a tenant and a v1 that are the gateway itself',
      {
        ...tenant,
        HOLDOVER_UPSTREAM_URL: 'http://localhost:8080/x',
        HOLDOVER_SHADOW_URL: 'http://127.0.0.1:9090',
        HOLDOVER_SHADOW_MODE: 'off',
        HOLDOVER_SHADOW_CLIENT_ID: 'a',
        HOLDOVER_SHADOW_CLIENT_SECRET: 'b',
      },
      [
        'HOLDOVER_UPSTREAM_URL leads back to holdover itself, to HOLDOVER_PORT',
        'HOLDOVER_SHADOW_URL leads back to holdover itself, to HOLDOVER_ADMIN_PORT',
      ],
    ],
    [
      'a tenant that is the gateway itself, by its own address',
      { ...tenant, HOLDOVER_HOST: '10.0.0.7', HOLDOVER_PORT: '80', HOLDOVER_UPSTREAM_URL: 'http://10.0.0.7' },
      ['HOLDOVER_UPSTREAM_URL leads back to holdover itself, to HOLDOVER_PORT'],
    ],
    [
      'a tenant on the same port of IPv6 alone',
      { ...tenant, HOLDOVER_HOST: '0.0.0.0', HOLDOVER_UPSTREAM_URL: 'http://[::1]:8080' },
      [],
    ],
    [
      'the demo’s HTTPS port',
      { HOLDOVER_PORT: '8443' },
      ['HOLDOVER_PORT and HOLDOVER_TLS_PORT are both 8443: give each a port of its own'],
    ],
    ['one port on two addresses', { HOLDOVER_PORT: '9090', HOLDOVER_HOST: '10.0.0.7' }, []],
    [
      'one port everywhere and on one address',
      { HOLDOVER_PORT: '9090', HOLDOVER_HOST: '::' },
      ['HOLDOVER_PORT and HOLDOVER_ADMIN_PORT are both 9090: give each a port of its own'],
    ],
    ['any free port twice', { HOLDOVER_PORT: '0', HOLDOVER_ADMIN_PORT: '0' }, []],
    [
      'a client without a secret',
      { ...tenant, HOLDOVER_UPSTREAM_CLIENT_ID: 'a' },
      ['HOLDOVER_UPSTREAM_CLIENT_ID and HOLDOVER_UPSTREAM_CLIENT_SECRET go together'],
    ],
    [
      'an audience without a tenant',
      { HOLDOVER_UPSTREAM_AUDIENCE: 'a' },
      ['HOLDOVER_UPSTREAM_AUDIENCE is of no use without HOLDOVER_UPSTREAM_URL'],
    ],
    [
      'a tenant without a key',
      { HOLDOVER_UPSTREAM_URL: 'https://a' },
      ['HOLDOVER_TOKEN_KEY is required with HOLDOVER_UPSTREAM_URL: make one with "holdover keygen"'],
    ],
    [
      'a tenant at another address of this machine',
      { ...tenant, HOLDOVER_UPSTREAM_URL: 'http://127.0.0.2:8080' },
      [],
    ],
  ])('give the expected mistakes: %s', (_name, env, mistakes) => {
    expect(mistakesOf(env)).toEqual(mistakes);
  });
});
