import { expect, test } from '@jest/globals';
import { lossHeaders } from '../../../src/pipeline/loss-headers.js';
import { toldLosses } from '../../../src/parity/compare/told-losses.js';

const why = 'It is so.';

function told(headers: Readonly<Record<string, string>>) {
  const lower = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return [...toldLosses({ status: 200, headers: lower })];
}

test('toldLosses reads the losses that lossHeaders writes', () => {
  const fields = ['plan', 'a b', 'x,y=z', '北'];
  expect(
    told(
      lossHeaders([
        { id: 'v1-id', why },
        { id: 'one-bag', why, fields },
      ]),
    ),
  ).toEqual([
    ['v1-id', []],
    ['one-bag', fields],
  ]);
  expect(told({})).toEqual([]);
});

test('toldLosses ignores fields of unreported losses, and keeps fields with invalid percent-encoding', () => {
  const ids = { 'X-Holdover-Lossy': 'v1-id' };
  expect(told({ ...ids, 'X-Holdover-Lossy-Fields': 'one-bag=plan =x v1-id' })).toEqual([['v1-id', []]]);
  expect(told({ ...ids, 'X-Holdover-Lossy-Fields': 'v1-id=%zz' })).toEqual([['v1-id', ['%zz']]]);
});
