import { describe, expect, it } from '@jest/globals';
import { endsAt10000 } from '../../../src/reshapes/lists/ends-at-10000.js';

describe('the limit of 10,000 listed items in v2 of 2015', () => {
  it.each([
    ['no list was asked for', {}, false],
    [
      'the page before the last',
      { list: { page: 18, per_page: 500 }, listed: { items: [], total: 12_000 } },
      false,
    ],
    [
      'the last page, behind which there are more',
      { list: { page: 19, per_page: 500 }, listed: { items: [], total: 12_000 } },
      true,
    ],
    [
      'the page that reaches over the end',
      { list: { page: 1428, per_page: 7 }, listed: { items: [], total: 12_000 } },
      true,
    ],
    [
      'the last page of a list that ends before',
      { list: { page: 19, per_page: 500 }, listed: { items: [], total: 9_900 } },
      false,
    ],
    [
      'a page behind the end, which is not asked for',
      { list: { page: 20, per_page: 500 }, listed: { items: [], total: 0 } },
      true,
    ],
  ])('%s', (_name, input, ends) => {
    expect(endsAt10000(input)).toBe(ends);
  });
});
