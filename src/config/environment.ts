import { BlockList, isIP } from 'node:net';
import { z } from 'zod';
import {
  adminToken,
  choice,
  host,
  list,
  moment,
  momentOrOff,
  linkBase,
  notes,
  pageUrl,
  port,
  redisUrl,
  text,
  whole,
  yesOrNo,
  tenantUrl,
} from './setting.js';
import { shadowKeys } from './shadow-keys.js';

const day = 86_400;
/** Seconds. */
export const longestTokenTtlS = 366 * day;
export const longestLinkTtlS = day;

/** Auth0 deprecated v1 in October 2016; the day is unknown. */
const v1DeprecatedAt = Date.UTC(2016, 9, 1);

/** Every key that holdover reads, in the order of the README's table, which is made from it. */
export const environment = z.object({
  HOLDOVER_HOST: host()
    .default('127.0.0.1')
    .meta(notes('`127.0.0.1`', 'Address that v1 clients are served on, over HTTP and HTTPS.')),
  HOLDOVER_PORT: port().default(8080).meta(notes('`8080`', 'Port for v1 clients over HTTP.')),
  HOLDOVER_TLS_PORT: port()
    .optional()
    .meta(
      notes('off; `8443` in the demo', 'Port for v1 clients over HTTPS, which every legacy SDK insists on.'),
    ),
  HOLDOVER_TLS_CERT_FILE: text()
    .optional()
    .meta(notes('generated in the demo', 'Certificate chain in PEM; re-read on SIGHUP.')),
  HOLDOVER_TLS_KEY_FILE: text()
    .optional()
    .meta(notes('generated in the demo', 'Private key of the certificate in PEM; re-read on SIGHUP.')),
  HOLDOVER_ADMIN_HOST: host()
    .default('127.0.0.1')
    .meta(notes('`127.0.0.1`', 'Address of the operator’s port.')),
  HOLDOVER_ADMIN_PORT: port()
    .default(9090)
    .meta(
      notes(
        '`9090`',
        'Port of `/livez`, `/readyz`, `/startupz`, `/metrics`, `/routes`, `/usage`, `/console` and `/revocations`.',
      ),
    ),
  HOLDOVER_ADMIN_TOKEN: adminToken()
    .optional()
    .meta(
      notes(
        'none; required unless `HOLDOVER_ADMIN_HOST` is loopback',
        'Bearer token for everything on the operator’s port but `/livez`, `/readyz` and `/startupz` (`holdover keygen` makes one).',
      ),
    ),
  HOLDOVER_PUBLIC_URL: linkBase()
    .optional()
    .meta(
      notes(
        'scheme and `Host` of the request',
        'Base of the URLs in `Link` and of the links in password tickets.',
      ),
    ),
  HOLDOVER_TRUSTED_PROXIES: list(/,/)
    .refine(
      (parts) => parts.every(isNetwork),
      'must be IP addresses or networks such as 10.0.0.0/8, separated by commas',
    )
    .default([])
    .meta(notes('none', 'Addresses or networks whose `X-Forwarded-*` and `X-Request-Id` are believed.')),
  HOLDOVER_UPSTREAM_URL: tenantUrl()
    .optional()
    .meta(notes('an embedded sandbox', 'Base URL of the v2 tenant.')),
  HOLDOVER_UPSTREAM_AUDIENCE: text()
    .optional()
    .meta(notes('`<upstream>/api/v2/`', 'Audience asked of the tenant’s `/oauth/token`.')),
  HOLDOVER_UPSTREAM_DIALECT: choice(['current', '2015', '2015-appliance'])
    .default('current')
    .meta(
      notes(
        '`current`',
        'Which v2 the tenant speaks: `current`, as it is today; `2015`, as Auth0 described it in 2015; `2015-appliance`, the same with the search engine of an appliance.',
      ),
    ),
  HOLDOVER_UPSTREAM_CLIENT_ID: text()
    .optional()
    .meta(notes('the caller’s own credentials', 'Service client that v2 is called as.')),
  HOLDOVER_UPSTREAM_CLIENT_SECRET: text()
    .optional()
    .meta(notes('the caller’s own credentials', 'Secret of the service client.')),
  HOLDOVER_CLIENTS_FILE: text()
    .optional()
    .meta(
      notes(
        'none: the tenant knows the clients',
        'YAML or JSON list of legacy clients, re-read on SIGHUP: `client_id`, `client_secret` or `client_secret_sha256`, `kind: global` or `app`, a `name` for reports, and `upstream_client_id` with `upstream_client_secret`.',
      ),
    ),
  HOLDOVER_TOKEN_KEY: text()
    .optional()
    .meta(
      notes(
        'required; generated in the demo',
        'Key that seals v1 tokens, 32 bytes as base64url (`holdover keygen`). Several, separated by commas: the first seals, all open.',
      ),
    ),
  HOLDOVER_TOKEN_TTL_S: whole({ min: 60, max: longestTokenTtlS, unit: 'seconds' })
    .default(day)
    .meta(
      notes(
        '`86400`',
        'Life of a v1 token in seconds. No v1 SDK asks for a new one after a 401, and some keep one for 10 hours.',
      ),
    ),
  HOLDOVER_LINK_TTL_S: whole({ min: 1, max: longestLinkTtlS, unit: 'seconds' })
    .default(300)
    .meta(notes('`300`', 'Life of a paging link in seconds.')),
  HOLDOVER_UPSTREAM_TIMEOUT_MS: whole({ min: 1, max: 600_000, unit: 'milliseconds' })
    .default(15_000)
    .meta(notes('`15000`', 'Deadline of one request over all its v2 calls, in milliseconds; then 504.')),
  HOLDOVER_LAME_DUCK_MS: whole({ min: 0, max: 600_000, unit: 'milliseconds' })
    .default(3_000)
    .meta(notes('`3000`', 'After SIGTERM: how long requests are still accepted while `/readyz` says no.')),
  HOLDOVER_DRAIN_MS: whole({ min: 0, max: 600_000, unit: 'milliseconds' })
    .default(25_000)
    .meta(notes('`25000`', 'After that: how long requests in flight may take.')),
  HOLDOVER_WORKERS: whole({ min: 1, max: 64, unit: 'a number of processes' })
    .default(1)
    .meta(
      notes('`1`', 'Processes that share the port, as many as cores are free for them; one more keeps them.'),
    ),
  HOLDOVER_ROUTES_MAP: list(/[,:]/)
    .optional()
    .meta(
      notes(
        'the shipped `routes-map`',
        'Folders, separated by commas or colons; a later one adds or replaces entries.',
      ),
    ),
  HOLDOVER_REDIS_URL: redisUrl()
    .optional()
    .meta(
      notes(
        'this process only',
        'Redis through which replicas share what they must all know: revocations, locks, usage, the tenant’s rate limit. `redis://` or, over TLS, `rediss://`.',
      ),
    ),
  ...shadowKeys,
  HOLDOVER_NULLS: choice(['preserve', 'drop'])
    .default('preserve')
    .meta(
      notes(
        '`preserve`',
        '`preserve` keeps the nulls that v1 stored in metadata, `drop` lets v2 delete them.',
      ),
    ),
  HOLDOVER_LOSSY: choice(['silent', 'warn', 'strict'])
    .default('warn')
    .meta(
      notes(
        '`warn`',
        'What cannot be translated without loss: `silent`, `warn` in a response header, `strict` refuses.',
      ),
    ),
  HOLDOVER_USER_METADATA_KEYS: list(/,/)
    .default([])
    .meta(notes('none', 'Metadata keys that live in `user_metadata` instead of `app_metadata`.')),
  HOLDOVER_ALLOW_DELETE_ALL_USERS: yesOrNo()
    .default(false)
    .meta(notes('`false`', 'Switch of `DELETE /api/users`.')),
  HOLDOVER_DEPRECATION_DATE: momentOrOff()
    .default(v1DeprecatedAt)
    .meta(
      notes(
        '`2016-10-01`',
        'Since when v1 is deprecated, told in the header `Deprecation` of every v1 answer, with `Link: <...>; rel="successor-version"` where no v1 client pages by that header; `off` leaves both out.',
      ),
    ),
  HOLDOVER_SUNSET: moment()
    .optional()
    .meta(
      notes(
        'not told',
        'When holdover itself is to be switched off, a day or a time in UTC, told in the header `Sunset`.',
      ),
    ),
  HOLDOVER_MIGRATION_GUIDE: pageUrl()
    .optional()
    .meta(
      notes(
        'not told',
        'Page that says what to do instead, told beside the successor as `rel="deprecation"`.',
      ),
    ),
  HOLDOVER_BROWNOUTS_FILE: text()
    .optional()
    .meta(
      notes(
        'none',
        'YAML or JSON list of times in which v1 requests are refused on purpose, re-read on SIGHUP: `from` and `to`, or `daily`; `routes`, `clients`, `share`, `reason`.',
      ),
    ),
  HOLDOVER_USAGE_FILE: text()
    .optional()
    .meta(
      notes(
        'Redis, where there is one; else this process only',
        'File in which this gateway alone keeps who still calls which v1 operation (`/usage`, `holdover usage`) across restarts; its folder must be writable.',
      ),
    ),
  HOLDOVER_LOG_LEVEL: choice(['error', 'warn', 'info', 'debug'])
    .default('info')
    .meta(notes('`info`', '`error`, `warn`, `info` (one line per request) or `debug`.')),
});

export type Environment = z.output<typeof environment>;
export type EnvironmentKey = keyof Environment;

/** Keys whose values are never shown. */
export const secretKeys: readonly EnvironmentKey[] = [
  'HOLDOVER_ADMIN_TOKEN',
  'HOLDOVER_UPSTREAM_CLIENT_SECRET',
  'HOLDOVER_TOKEN_KEY',
  'HOLDOVER_REDIS_URL',
  'HOLDOVER_SHADOW_CLIENT_SECRET',
];

/**
 * Keys that may also be given as `<KEY>_FILE`, the name of a file that holds the value: those that should not stand
 * in the environment, and those that may change while the process runs.
 */
export const fileKeys: readonly EnvironmentKey[] = [...secretKeys, 'HOLDOVER_SHADOW_MODE'];

function isNetwork(part: string): boolean {
  const [address = '', bits, more] = part.split('/');
  const family = isIP(address);
  if (family === 0 || more !== undefined) return false;
  if (bits === undefined) return true;
  if (!/^\d{1,3}$/.test(bits)) return false;
  try {
    new BlockList().addSubnet(address, Number(bits), family === 6 ? 'ipv6' : 'ipv4');
    return true;
  } catch {
    return false;
  }
}
