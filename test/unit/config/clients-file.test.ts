import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { readClientsFile } from '../../../src/config/clients-file.js';
import { ConfigError } from '../../../src/config/config-error.js';

const folder = mkdtempSync(join(tmpdir(), 'holdover-clients-'));
const path = join(folder, 'clients.yaml');

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function read(text: string) {
  writeFileSync(path, text);
  return readClientsFile(path);
}

function mistakesOf(text: string): readonly string[] {
  try {
    read(text);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes.map((mistake) => mistake.replace(path, 'F'));
    throw error;
  }
}

describe('the clients file', () => {
  test('can be a plain list in YAML', () => {
    expect(
      read(`
# the portal
- client_id: portal
  client_secret: one
  kind: app
- { client_id: global, client_secret_sha256: ${'aB'.repeat(32)}, kind: global, upstream_client_id: m2m, upstream_client_secret: two }
`),
    ).toEqual([
      { clientId: 'portal', clientSecret: 'one', kind: 'app' },
      {
        clientId: 'global',
        clientSecretSha256: 'aB'.repeat(32),
        kind: 'global',
        upstreamClientId: 'm2m',
        upstreamClientSecret: 'two',
      },
    ]);
  });

  test('can be a plain list in JSON', () => {
    expect(read('[{"client_id":"a","client_secret":"b","kind":"app"}]')).toEqual([
      { clientId: 'a', clientSecret: 'b', kind: 'app' },
    ]);
  });

  test('can be an empty list, which lets nobody in', () => {
    expect(read('[]')).toEqual([]);
  });

  test.each<[string, string, string[]]>([
    ['nothing', '', ['F:1:1 the file must hold a list of clients']],
    ['a map', 'clients: []', ['F:1:1 the file must hold a list of clients']],
    [
      'a word in the list',
      '- portal',
      ['F:1:3 each client must be a map with client_id, client_secret and kind'],
    ],
    ['broken YAML', '- client_id: "hush', ['F:1:19 is not valid YAML (MISSING_CHAR)']],
    [
      'a key twice in one client',
      '- client_id: a\n  client_id: hush',
      ['F:2:3 is not valid YAML (DUPLICATE_KEY)'],
    ],
    [
      'a number as id, which YAML would change',
      '- { client_id: 0123, client_secret: hush, kind: app }',
      ['F:1:5 client_id must be a text; put it in quotes'],
    ],
    [
      'a secret that begins with *, an alias to YAML',
      '- { client_id: a, client_secret: *hush, kind: app }',
      ['F:1:34 is an alias; write it out, or put a text that begins with * in quotes'],
    ],
    [
      'an alias that has its anchor',
      '- { client_id: &a b, client_secret: *a, kind: app }',
      ['F:1:37 is an alias; write it out, or put a text that begins with * in quotes'],
    ],
    [
      'a secret that begins with !, of which YAML would drop a part',
      '- { client_id: a, client_secret: !hush hush, kind: app }',
      ['F:1:34 is not valid YAML (TAG_RESOLVE_FAILED)'],
    ],
    [
      'an unknown key',
      '- { client_id: a, client_secret: hush, kind: app, secret: hush }',
      ['F:1:51 secret is not a key of a client'],
    ],
    ['no kind', '- { client_id: a, client_secret: hush }', ['F:1:3 kind must be global or app']],
    [
      'no secret',
      '- { client_id: a, kind: app }',
      ['F:1:3 a client has either client_secret or client_secret_sha256'],
    ],
    [
      'both secrets',
      `- { client_id: a, kind: app, client_secret: hush, client_secret_sha256: ${'a0'.repeat(32)} }`,
      ['F:1:3 a client has either client_secret or client_secret_sha256'],
    ],
    [
      'a digest that is none',
      '- { client_id: a, kind: app, client_secret_sha256: hush }',
      ['F:1:30 client_secret_sha256 must be 64 hexadecimal digits'],
    ],
    [
      'half of the upstream credentials',
      '- { client_id: a, kind: app, client_secret: hush, upstream_client_id: b }',
      ['F:1:3 upstream_client_id and upstream_client_secret go together'],
    ],
    [
      'a client twice',
      '- { client_id: a, client_secret: hush, kind: app }\n- { client_id: a, client_secret: hush, kind: app }',
      ['F:2:3 this client_id is in the list twice'],
    ],
    [
      'two flaws',
      '- { client_id: "", client_secret: hush, kind: app }\n- { client_id: b, client_secret: hush, kind: boss }',
      ['F:1:5 client_id must not be empty', 'F:2:40 kind must be global or app'],
    ],
  ])('with %s is refused with the place and without the secret', (_name, text, expected) => {
    expect(mistakesOf(text)).toEqual(expected);
  });
});
