import { expect, test } from '@jest/globals';
import type { Note, NoteKeeper, SharedState } from '../../../src/state/shared-state.js';
import { ForgottenLists } from '../../../src/upstream/lookups/forgotten-lists.js';
import { LookupCache, type Question } from '../../../src/upstream/lookups/lookup-cache.js';

const list = '/api/v2/connections';
const question: Question = { list, key: 'acme', asker: {} };
const minutes = 60_000;

/** Replicas that hear each other's notes; `say` sends them a note, as anybody can who writes to the store. */
function replicas(count: number) {
  let now = 0;
  const keepers: NoteKeeper[] = [];
  const say = (note: Note): void => {
    for (const keeper of keepers) keeper.learn([note]);
  };
  const state: Pick<SharedState, 'share'> = {
    share: (_name, keeper) => {
      keepers.push(keeper);
      return (note) => {
        say(note);
        return Promise.resolve('everywhere');
      };
    },
  };
  const caches = Array.from({ length: count }, () => {
    const cache = new LookupCache({
      now: () => now,
      written: (path) => {
        lists.tell(path);
      },
    });
    const lists = new ForgottenLists({
      state,
      now: () => now,
      most: 5,
      forget: (path) => {
        cache.forgetList(path);
      },
    });
    return cache;
  });
  return { caches, keepers, say, pass: (ms: number) => (now += ms) };
}

function isKnown(cache: LookupCache | undefined): boolean {
  return cache?.recall(question) !== undefined;
}

function learnAll(caches: readonly LookupCache[]): void {
  for (const cache of caches) cache.begin(question, 60)({ kind: 'found', record: { id: 'con_1' } });
}

test('a write through one replica makes all replicas forget the list, even answers still to come', () => {
  const { caches } = replicas(3);
  learnAll(caches);
  const late = caches[2]?.begin(question, 60);
  caches[0]?.forget(`${list}/con_1`);
  late?.({ kind: 'found', record: { id: 'con_1' } });
  expect(caches.map(isKnown)).toEqual([false, false, false]);
});

test('a write to another list is told to no replica', () => {
  const { caches, keepers } = replicas(2);
  learnAll(caches);
  caches[0]?.forget('/api/v2/users/auth0%7C1');
  expect(caches.map(isKnown)).toEqual([true, true]);
  expect(keepers.flatMap((keeper) => keeper.known())).toEqual([]);
});

test('a write makes a replica forget once, however often it is told; another write does so again', () => {
  const { caches, keepers, say } = replicas(2);
  learnAll(caches);
  caches[0]?.forget(list);
  const [note] = keepers[0]?.known() ?? [];
  learnAll(caches);
  if (note !== undefined) say(note);
  expect(caches.map(isKnown)).toEqual([true, true]);
  caches[0]?.forget(list);
  expect(caches.map(isKnown)).toEqual([false, false]);
});

test('every replica tells a store that has lost its data of a write while an older answer may be remembered', () => {
  const { caches, keepers, pass } = replicas(2);
  learnAll(caches);
  caches[0]?.forget(list);
  expect(keepers.map((keeper) => keeper.known().length)).toEqual([1, 1]);
  pass(10 * minutes);
  expect(keepers.map((keeper) => keeper.known().length)).toEqual([0, 0]);
});

test('only the latest writes are kept, up to a limit', () => {
  const { caches, keepers } = replicas(2);
  learnAll(caches);
  for (let write = 0; write < 9; write += 1) caches[0]?.forget(list);
  expect(keepers.map((keeper) => keeper.known().length)).toEqual([5, 5]);
});

test.each(['', '/api/v2/connections', '/api/v2/connections 1', '7b7e6a3e-9a3b-4a57-9f2c-0d7a5b0c2d11'])(
  'a text that is no note is ignored: %s',
  (text) => {
    const { caches, say } = replicas(1);
    learnAll(caches);
    say({ text, until: 1 });
    expect(isKnown(caches[0])).toBe(true);
  },
);
