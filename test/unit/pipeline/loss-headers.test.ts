import { expect, test } from '@jest/globals';
import { lossHeaders } from '../../../src/pipeline/loss-headers.js';

const why = 'It is so.';

test('the headers hold the ids of the losses, and the fields of the losses that name fields', () => {
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

test('field names past the length limit are left out, and the id of the loss stays', () => {
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
