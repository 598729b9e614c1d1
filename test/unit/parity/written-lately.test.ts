import { expect, test } from '@jest/globals';
import { writtenLately } from '../../../src/parity/compare/written-lately.js';

const at = Date.parse('2026-03-01T12:00:00Z');

test.each<[string, unknown, boolean]>([
  [
    'who was changed a moment ago',
    { created_at: '2014-01-01T00:00:00Z', updated_at: '2026-03-01T11:59:50Z' },
    true,
  ],
  ['who was made a moment ago', { created_at: '2026-03-01T11:59:50.000Z' }, true],
  ['whom a clock ahead has changed', { updated_at: '2026-03-01T12:00:10Z' }, true],
  ['who was changed long ago', { updated_at: '2026-03-01T11:50:00Z' }, false],
  ['without a time', { user_id: 'auth0|1', updated_at: 'soon' }, false],
  ['that is no user', 'auth0|1', false],
])('writtenLately: a user %s', (_, user, late) => {
  expect(writtenLately(at)(user)).toBe(late);
  expect(writtenLately(undefined)(user)).toBe(false);
});
