import { EventEmitter } from 'node:events';
import { expect, test } from '@jest/globals';
import { createPrimaryState } from '../../../src/state/workers/primary-state.js';
import type { Note, SharedState, TallyLine } from '../../../src/state/shared-state.js';
import type { Channel } from '../../../src/state/workers/rpc.js';
import { createWorkerState } from '../../../src/state/workers/worker-state.js';

/** Channels as between two processes: JSON, in order, and asynchronous. */
function channels(): readonly [Channel, Channel] {
  const ends = [new EventEmitter(), new EventEmitter()] as const;
  const end = (here: EventEmitter, there: EventEmitter): Channel => ({
    send: (message) => {
      const text = JSON.stringify(message);
      setImmediate(() => there.emit('message', JSON.parse(text)));
    },
    listen: (take) => here.on('message', take),
  });
  return [end(ends[0], ends[1]), end(ends[1], ends[0])];
}

function crew(refusals = 0) {
  const told: TallyLine[] = [];
  let left = refusals;
  const primaryState = createPrimaryState({
    tally: {
      add: (_id, lines) => {
        if ((left -= 1) >= 0) return Promise.reject(new Error('full'));
        told.push(...lines);
        return Promise.resolve();
      },
      read: () => Promise.resolve(told),
    },
  });
  const enlist = (): { state: SharedState; leave: () => void } => {
    const [here, there] = channels();
    return { leave: primaryState.serve(here), state: createWorkerState(there) };
  };
  return { primaryState, enlist, told };
}

function listener() {
  const heard: string[] = [];
  const learn = (notes: readonly Note[]): void => void heard.push(...notes.map(({ text }) => text));
  return { heard, keeper: { known: () => [], learn } };
}

test('a claim belongs to one worker until that worker releases it, even when the worker has died', async () => {
  const { enlist } = crew();
  const [one, other] = [enlist(), enlist()];
  const claim = await one.state.claim('a key', 60_000);
  expect(claim).toBeDefined();
  expect(await other.state.claim('a key', 60_000)).toBeUndefined();
  await claim?.release();
  expect(await other.state.isTaken('a key')).toBe(false);
  expect(await one.state.claim('a key', 60_000)).toBeDefined();
  one.leave();
  expect(await other.state.isTaken('a key')).toBe(true);
});

test('a note reaches workers and primary before its call returns, and a later worker when it opens', async () => {
  const { primaryState, enlist } = crew();
  const [one, other, own, later] = [listener(), listener(), listener(), listener()];
  primaryState.share('names', own.keeper);
  const tell = enlist().state.share('names', one.keeper);
  enlist().state.share('names', other.keeper);
  await tell({ text: 'gone', until: Date.now() + 60_000 });
  const { state } = enlist();
  state.share('names', later.keeper);
  await state.open();
  expect([one, other, own, later].map(({ heard }) => heard)).toEqual([[], ['gone'], ['gone'], ['gone']]);
});

test('a text that two workers change at the same time has both changes, and expires after its life', async () => {
  const { enlist } = crew();
  const texts = [enlist(), enlist()].map(({ state }) => state.text('count', 60_000));
  const more = (text = '0') => ({ text: String(Number(text) + 1), told: undefined });
  await Promise.all(Array.from({ length: 20 }, async (_, n) => texts[n % 2]?.change(more)));
  expect(await texts[0]?.change((text) => ({ text, told: text }))).toBe('20');
  const brief = enlist().state.text('brief', 0);
  await brief?.change(more);
  expect(await brief?.change((text) => ({ text, told: text ?? 'none' }))).toBe('none');
});

test('a batch that is sent twice is counted once', async () => {
  const { enlist, told } = crew();
  const tally = enlist().state.tally('usage', 10);
  const line = { key: 'a', beyond: 'b', sums: [1], first: 1, last: 2 };
  await tally?.add('id', [line]);
  await tally?.add('id', [line]);
  expect(told).toEqual([line]);
});

test('a batch that was refused is counted when it is sent again', async () => {
  const { enlist, told } = crew(1);
  const tally = enlist().state.tally('usage', 10);
  const line = { key: 'a', beyond: 'b', sums: [1], first: 1, last: 2 };
  await expect(tally?.add('id', [line])).rejects.toThrow('full');
  await tally?.add('id', [line]);
  expect(told).toEqual([line]);
});

test('a worker whose primary does not answer takes no claim', async () => {
  const state = createWorkerState({ send: () => undefined, listen: () => undefined });
  const claim = state.claim('a key', 60_000);
  state.close();
  await expect(claim).rejects.toMatchObject({ code: 'claim-refused' });
});
