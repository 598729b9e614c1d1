import type { RedisClient } from './redis-connection.js';
import type { Note } from '../shared-state.js';

/**
 * The notes of one name in Redis: a sorted set of texts by the end of their time, and a channel of the same name that
 * announces new notes, as JSON lists of `[text, until]`.
 */
export interface RedisNotes {
  readonly key: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Ended notes are kept for so long, because the clocks of replicas may be behind. */
const graceMs = 86_400_000;

/** All notes that are not over; removes those that ended long ago. */
export async function readNotes(client: RedisClient, { key, now }: RedisNotes): Promise<Note[]> {
  await client.zRemRangeByScore(key, '-inf', now() - graceMs);
  const found = await client.zRangeByScoreWithScores(key, now(), '+inf');
  return found.map(({ value, score }) => ({ text: value, until: score }));
}

export async function writeNotes(
  client: RedisClient,
  { key }: RedisNotes,
  notes: readonly Note[],
): Promise<void> {
  await client
    .multi()
    .zAdd(
      key,
      notes.map(({ text, until }) => ({ value: text, score: until })),
    )
    .publish(key, JSON.stringify(notes.map(({ text, until }) => [text, until])))
    .exec();
}

/** Parses a message of the channel. Anything but notes is left out: others may write there. */
export function parseNotes(message: string): Note[] {
  let said: unknown;
  try {
    said = JSON.parse(message);
  } catch {
    return [];
  }
  if (!Array.isArray(said)) return [];
  return said.flatMap((each: unknown) => {
    if (!Array.isArray(each)) return [];
    const [text, until] = each as unknown[];
    return typeof text === 'string' && typeof until === 'number' ? [{ text, until }] : [];
  });
}
