import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Cancellation } from '../../../src/upstream/cancellation.js';
import { startDeadline } from '../../../src/upstream/deadline.js';
import { untilCancelled } from '../../../src/upstream/until-cancelled.js';

describe('a deadline', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test('cancels when its time has come, not before', () => {
    const cancellation = new Cancellation();
    startDeadline(cancellation, 1_000);
    jest.advanceTimersByTime(999);
    expect(cancellation.aborted).toBe(false);
    jest.advanceTimersByTime(1);
    expect(cancellation.reason).toBe('upstream-timeout');
  });

  test('that was stopped does nothing', () => {
    const cancellation = new Cancellation();
    startDeadline(cancellation, 1_000)();
    jest.advanceTimersByTime(5_000);
    expect(cancellation.aborted).toBe(false);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('does not replace the hang-up of the client as the reason of a cancellation', () => {
    const cancellation = new Cancellation();
    startDeadline(cancellation, 1_000);
    cancellation.cancel('client-closed-request');
    jest.advanceTimersByTime(1_000);
    expect(cancellation.reason).toBe('client-closed-request');
  });
});

describe('shared work', () => {
  test('goes on for the others when one waiter is cancelled', async () => {
    let finish: (value: string) => void = () => undefined;
    const work = new Promise<string>((resolve) => {
      finish = resolve;
    });
    const leaving = new Cancellation();
    const staying = new Cancellation();
    const left = untilCancelled(work, leaving);
    const stayed = untilCancelled(work, staying);
    leaving.cancel('client-closed-request');
    await expect(left).rejects.toMatchObject({ code: 'client-closed-request' });
    finish('done');
    await expect(stayed).resolves.toBe('done');
    expect(staying.listenerCount('abort')).toBe(0);
  });

  test('that fails after a waiter was cancelled causes no unhandled rejection', async () => {
    const signal = new Cancellation();
    signal.cancel('upstream-timeout');
    const work = Promise.reject<string>(new Error('too late'));
    await expect(untilCancelled(work, signal)).rejects.toMatchObject({ code: 'upstream-timeout' });
  });

  test('allows more waiters on one signal than the ten that Node warns of', async () => {
    const signal = new Cancellation();
    expect(signal.getMaxListeners()).toBe(0);
    const never = new Promise<string>(() => undefined);
    const all = Array.from({ length: 50 }, () => untilCancelled(never, signal));
    signal.cancel('client-closed-request');
    const outcomes = await Promise.allSettled(all);
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
  });
});
