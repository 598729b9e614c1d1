import { describe, expect, test } from '@jest/globals';
import type { UsageRow } from '../../../src/observe/usage/usage-book.js';
import { UsageBook } from '../../../src/observe/usage/usage-book.js';
import {
  memoryUsage,
  UsageLedger,
  type CountedRequest,
  type UsageStore,
} from '../../../src/observe/usage/usage-ledger.js';
import { usageTally } from '../../../src/observe/usage/usage-tally.js';

const day = Date.UTC(2026, 10, 29);

function asked(more: Partial<CountedRequest> = {}): CountedRequest {
  const who = { caller: 'app', client: 'shop', route: 'users.get' };
  return { ...who, status: 200, isLossy: false, at: day, ...more };
}

interface Kept {
  readonly ledger: UsageLedger;
  readonly store: UsageStore;
  /** What was reported about the store. */
  readonly said: string[];
  refuse: boolean;
  /** The store takes the rows, and its answer is lost. */
  loseAnswers: boolean;
}

function kept(most = 100): Kept {
  const inner = memoryUsage(Infinity);
  const ids = new Set<string>();
  const said: string[] = [];
  const store: UsageStore = {
    kind: 'redis',
    add: async (id, rows) => {
      if (it.refuse) throw new Error('away');
      if (!ids.has(id)) await inner.add(id, rows);
      ids.add(id);
      if (it.loseAnswers) throw new Error('no answer');
    },
    read: () => (it.refuse ? Promise.reject(new Error('away')) : inner.read()),
  };
  const ledger = new UsageLedger({
    store,
    most,
    onRefusing: (reason) => said.push(`refusing: ${reason}`),
    onTaking: () => said.push('taking'),
    onLost: (requests, reason) => said.push(`lost: ${requests}, ${reason}`),
  });
  const it = { ledger, store, said, refuse: false, loseAnswers: false };
  return it;
}

async function rowsOf({ ledger }: Kept): Promise<readonly UsageRow[]> {
  return (await ledger.list()).rows;
}

describe('the usage ledger', () => {
  test('reports on close how many requests are lost, and does not report that it waits', async () => {
    const it = kept();
    it.ledger.count(asked());
    it.ledger.count(asked({ client: 'other' }));
    it.ledger.count(asked());
    it.refuse = true;
    await it.ledger.close();
    expect(it.said).toEqual(['lost: 3, away']);
  });

  test('loses nothing after a wait when the store is back on close', async () => {
    const it = kept();
    it.refuse = true;
    it.ledger.count(asked());
    await it.ledger.flush();
    it.refuse = false;
    await it.ledger.close();
    expect(it.said).toEqual(['refusing: away', 'taking']);
  });

  test('counts client errors and server errors apart, and keeps the first and the last time', async () => {
    const it = kept();
    it.ledger.count(asked({ at: day + 5 }));
    it.ledger.count(asked({ status: 404, at: day + 7 }));
    it.ledger.count(asked({ status: 499 }));
    it.ledger.count(asked({ status: 502 }));
    it.ledger.count(asked({ isLossy: true }));
    expect(await rowsOf(it)).toEqual([
      {
        caller: 'app',
        client: 'shop',
        route: 'users.get',
        requests: 5,
        clientErrors: 2,
        serverErrors: 1,
        lossy: 1,
        first: day,
        last: day + 7,
      },
    ]);
  });

  test('counts a client that comes when all rows are taken in the row of the others of that route', async () => {
    const it = kept(2);
    for (const client of ['a', 'b', 'c', 'd', 'a', '__proto__']) it.ledger.count(asked({ client }));
    it.ledger.count(asked({ client: 'e', route: 'users.list' }));
    const found = (await rowsOf(it)).map(({ caller, client, route, requests }) => [
      caller,
      client,
      route,
      requests,
    ]);
    expect(found).toEqual([
      ['app', 'a', 'users.get', 2],
      ['app', 'b', 'users.get', 1],
      ['other', '', 'users.get', 3],
      ['other', '', 'users.list', 1],
    ]);
  });

  test('stays within its rows while the store is away, and sends all counts later', async () => {
    const it = kept(50);
    it.refuse = true;
    it.ledger.count(asked({ client: 'before' }));
    await it.ledger.flush();
    for (let n = 0; n < 10_000; n += 1) it.ledger.count(asked({ client: `c${n}` }));
    const away = await it.ledger.list();
    expect(away).toMatchObject({ kept: 'redis', whole: false });
    expect(away.rows.length).toBeLessThanOrEqual(52);
    it.refuse = false;
    await it.ledger.flush();
    const { whole, rows } = await it.ledger.list();
    expect(whole).toBe(true);
    expect(rows.reduce((sum, { requests }) => sum + requests, 0)).toBe(10_001);
    expect(it.said).toEqual(['refusing: away', 'taking']);
  });

  test('counts nothing twice when an acknowledgement is lost', async () => {
    const it = kept();
    it.loseAnswers = true;
    it.ledger.count(asked());
    await it.ledger.flush();
    await it.ledger.flush();
    it.ledger.count(asked());
    it.loseAnswers = false;
    await it.ledger.close();
    expect(await it.store.read()).toMatchObject([{ requests: 2 }]);
  });

  test('sends the store, before it closes, the counts that came during a flush', async () => {
    const it = kept();
    it.ledger.count(asked());
    const first = it.ledger.flush();
    it.ledger.count(asked());
    await it.ledger.close();
    await first;
    expect(await it.store.read()).toMatchObject([{ requests: 2 }]);
  });

  test('sends its counts to the store at intervals', async () => {
    let told: (rows: readonly UsageRow[]) => void = () => undefined;
    const heard = new Promise<readonly UsageRow[]>((resolve) => (told = resolve));
    const store: UsageStore = {
      ...memoryUsage(),
      add: (_id, rows) => {
        told(rows);
        return Promise.resolve();
      },
    };
    const nothing = (): void => undefined;
    const ledger = new UsageLedger({
      store,
      intervalMs: 5,
      onRefusing: nothing,
      onTaking: nothing,
      onLost: nothing,
    });
    ledger.open();
    ledger.count(asked());
    expect(await heard).toMatchObject([{ requests: 1 }]);
    await ledger.close();
  });
});

describe('a usage book', () => {
  test('sums up given counts, within its own number of rows', () => {
    const book = new UsageBook(1);
    const more = { requests: 3, clientErrors: 1, serverErrors: 0, lossy: 2, first: 10, last: 20 };
    for (const client of ['a', 'a', 'b']) book.add({ caller: 'app', client, route: 'r' }, more);
    expect(book.take().map(({ caller, requests }) => [caller, requests])).toEqual([
      ['app', 6],
      ['other', 3],
    ]);
    expect([book.size, book.rows()]).toEqual([0, []]);
  });
});

test('a usage tally ignores what is not a row, and a row with a time beyond all dates', async () => {
  const line = { key: '["app","shop","users.get"]', sums: [1, 0, 0, 0], first: day, last: day };
  const read = [
    line,
    { ...line, key: '["app"]' },
    { ...line, key: 'x' },
    { ...line, sums: [1] },
    { ...line, last: 9e15 },
    { ...line, first: 9e15, last: 9e15 },
  ];
  const store = usageTally({ add: () => Promise.resolve(), read: () => Promise.resolve(read) });
  const counts = { requests: 1, clientErrors: 0, serverErrors: 0, lossy: 0, first: day, last: day };
  expect(await store.read()).toEqual([{ caller: 'app', client: 'shop', route: 'users.get', ...counts }]);
});
