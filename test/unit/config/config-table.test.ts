import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { configTable } from '../../../src/config/config-table.js';
import { environment } from '../../../src/config/environment.js';

describe('the configuration table', () => {
  const rows = configTable().trim().split('\n').slice(2);

  test('has one row per key, in the order of the schema, each with a default and a sentence', () => {
    expect(rows.map((row) => /`(HOLDOVER_\w+)`/.exec(row)?.[1])).toEqual(Object.keys(environment.shape));
    for (const row of rows) expect(row).toMatch(/^\| `.+` \| .+ \| .+\.`?.* \|$/);
  });

  test.each([
    ['HOLDOVER_PORT', '`8080`'],
    ['HOLDOVER_ADMIN_PORT', '`9090`'],
    ['HOLDOVER_TOKEN_TTL_S', '`86400`'],
    ['HOLDOVER_LINK_TTL_S', '`300`'],
    ['HOLDOVER_UPSTREAM_TIMEOUT_MS', '`15000`'],
    ['HOLDOVER_LAME_DUCK_MS', '`3000`'],
    ['HOLDOVER_DRAIN_MS', '`25000`'],
    ['HOLDOVER_NULLS', '`preserve`'],
    ['HOLDOVER_LOSSY', '`warn`'],
    ['HOLDOVER_HOST', '`127.0.0.1`'],
    ['HOLDOVER_LOG_LEVEL', '`info`'],
    ['HOLDOVER_ALLOW_DELETE_ALL_USERS', '`false`'],
  ] as const)('shows the default of %s that the schema applies', (key, shown) => {
    expect(rows.find((row) => row.startsWith(`| \`${key}\` |`))?.split(' | ')[1]).toBe(shown);
    expect(`\`${String(environment.shape[key].parse(undefined))}\``).toBe(shown);
  });

  test('names a _FILE key only for secrets and for the mode that a reload can switch', () => {
    const two = rows.flatMap(
      (row) => /^\| `(HOLDOVER_\w+)`, `(HOLDOVER_\w+)` \|/.exec(row)?.slice(1, 3) ?? [],
    );
    const secrets = [
      'ADMIN_TOKEN',
      'UPSTREAM_CLIENT_SECRET',
      'TOKEN_KEY',
      'REDIS_URL',
      'SHADOW_MODE',
      'SHADOW_CLIENT_SECRET',
    ];
    expect(two).toEqual(secrets.flatMap((key) => [`HOLDOVER_${key}`, `HOLDOVER_${key}_FILE`]));
  });

  test('has only keys that are read; otherwise read the new key in config.ts and examine-config.ts', () => {
    const readers = readdirSync('src/config')
      .filter((file) => file.endsWith('.ts') && !['environment.ts', 'shadow-keys.ts'].includes(file))
      .map((file) => readFileSync(`src/config/${file}`, 'utf8'))
      .join('\n');
    const unread = Object.keys(environment.shape).filter((key) => !new RegExp(`\\b${key}\\b`).test(readers));
    expect(unread).toEqual([]);
  });
});
