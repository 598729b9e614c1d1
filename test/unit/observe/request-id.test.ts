import { describe, expect, test } from '@jest/globals';
import { requestId } from '../../../src/observe/request-id.js';

describe('a request id', () => {
  test.each(['a', 'A-b_c.9', 'x'.repeat(128)])(
    'is taken from the request when it is well-formed: %s',
    (sent) => {
      expect(requestId(sent)).toBe(sent);
    },
  );

  test.each([undefined, '', 'x'.repeat(129), 'a b', 'a\n', 'ä', '"', '<script>'])(
    'is generated otherwise: %j',
    (sent) => {
      expect(requestId(sent)).toMatch(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    },
  );

  test('is never generated twice', () => {
    expect(new Set(Array.from({ length: 100 }, () => requestId())).size).toBe(100);
  });
});
