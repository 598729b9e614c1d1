import type { RedisClient } from './redis-connection.js';
import type { Note } from './shared-state.js';

/**
 * The notes of one name in Redis: a sorted set of texts by the end of their time, and a channel of the same name
 * that says what is new, as JSON lists of `[text, until]`.
 */
export interface RedisNotes {
  readonly key: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Ended notes stay as long for the sake of replicas whose clocks are behind. */
const graceMs = 86_400_000;

/** All notes whose time is not over; removes those whose time is long over. */
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

/** What the channel says; whatever is not a note, from whoever else may write there, is left out. */
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
