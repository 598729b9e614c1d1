import { expect, test } from '@jest/globals';
import { pageOrFound } from '../../../src/reshapes/lists/page-or-found.js';

const found = { items: ['by page'], next: undefined };
const list = Array.from({ length: 1_200 }, (_, n) => n);

test('pageOrFound returns the page of v2 when the whole list is unknown', () => {
  expect(pageOrFound({ found, page: 2, per_page: 100 })).toBe(found);
});

test.each([
  [{}, list, undefined],
  [{ page: 9, per_page: 100 }, list.slice(900, 1_000), { page: 10 }],
  [{ page: 11, per_page: 100 }, list.slice(1_100), undefined],
  [{ page: 12, per_page: 100 }, [], undefined],
  [{ page: 1 }, [], undefined],
])('pageOrFound returns a page of the whole list when the list was read: %j', (paging, items, next) => {
  expect(pageOrFound({ found, list, ...paging })).toEqual({ items, next });
});
