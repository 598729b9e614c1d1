import { expect, test } from '@jest/globals';
import { lossHeaders } from '../../../src/pipeline/loss-headers.js';

const why = 'It is so.';

test('losses are told by their ids, and the fields of those that name them', () => {
  expect(lossHeaders([])).toEqual({});
  expect(lossHeaders([{ id: 'v1-id', why }])).toEqual({ 'X-Holdover-Lossy': 'v1-id' });
  expect(
    lossHeaders([
      { id: 'v1-id', why },
      { id: 'one-bag', why, fields: ['plan', 'a b', 'x,y=z', '北\ud800'] },
      { id: 'profile-name', why, fields: ['name'] },
    ]),
  ).toEqual({
    'X-Holdover-Lossy': 'v1-id one-bag profile-name',
    'X-Holdover-Lossy-Fields': 'one-bag=plan,a%20b,x%2Cy%3Dz,%E5%8C%97%EF%BF%BD profile-name=name',
  });
});

test('names that are too many are left out, and the loss is told all the same', () => {
  const fields = Array.from({ length: 500 }, (_, n) => `name-${n}`);
  const told = lossHeaders([
    { id: 'one-bag', why, fields: ['x'.repeat(2000)] },
    { id: 'kept-null', why, fields },
  ]);
  expect(told['X-Holdover-Lossy']).toBe('one-bag kept-null');
  const [first, second = ''] = told['X-Holdover-Lossy-Fields']?.split(' ') ?? [];
  expect(first).toBe('one-bag=');
  expect(second).toMatch(/^kept-null=name-0,name-1,/);
  expect(second.length).toBeLessThanOrEqual(1010);
});
