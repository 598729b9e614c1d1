import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { curlOf, type CurlCall } from '../../../src/map/print/curl.js';

const call: CurlCall = { method: 'PATCH', path: '/api/v2/x', query: [], body: undefined, bearer: 'caller' };

/** The arguments that curl gets: a shell runs the command with a function "curl" that prints them. */
function argumentsOf(command: string): string[] {
  const script = `curl() { for a in "$@"; do printf '%s\\0' "$a"; done; }\n${command}\n`;
  const output = execFileSync('sh', ['-c', script], {
    env: { HOLDOVER_V2_TOKEN: 'v2', HOLDOVER_USER_TOKEN: 'own' },
  });
  return output.toString('utf8').split('\0').slice(0, -1);
}

describe('curlOf', () => {
  test.each([
    ["a quote ends nothing: '; touch /tmp/x; '"],
    ['$(touch x) `touch x` $HOME "\\" !x'],
    ['line\nbreak and \u2028'],
    ['@/etc/passwd'],
  ])('passes %j to curl unchanged', (name) => {
    const args = argumentsOf(curlOf({ ...call, path: "/api/v2/o'x", body: { name } }, 'https://v2.example'));
    expect(args.slice(0, 3)).toEqual(['-X', 'PATCH', "https://v2.example/api/v2/o'x"]);
    expect(args.slice(3, 7)).toEqual([
      '-H',
      'Authorization: Bearer v2',
      '-H',
      'Content-Type: application/json',
    ]);
    expect(args[7]).toBe('--data-raw');
    expect(JSON.parse(args[8] ?? '')).toEqual({ name });
  });

  test('encodes the query and leaves placeholders for unknown values readable', () => {
    const args = argumentsOf(
      curlOf(
        {
          ...call,
          query: [
            ['q', 'a b&c=+"'],
            ['id', '{user.id}'],
          ],
        },
        'https://v2.example/',
      ),
    );
    expect(args[2]).toBe('https://v2.example/api/v2/x?q=a%20b%26c%3D%2B%22&id={user.id}');
    expect(args).toContain('--globoff');
  });

  test('sends the token of the call, or none', () => {
    expect(argumentsOf(curlOf({ ...call, bearer: 'request' }, 'https://v2'))).toContain(
      'Authorization: Bearer own',
    );
    expect(argumentsOf(curlOf({ ...call, bearer: 'none' }, 'https://v2'))).toEqual([
      '-X',
      'PATCH',
      'https://v2/api/v2/x',
    ]);
  });
});
