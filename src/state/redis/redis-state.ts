import { askRedis, type AskRedis } from './ask-redis.js';
import { ClaimDesk, type ClaimDeskOptions } from './claim-desk.js';
import { LocalClaims } from '../local-claims.js';
import { RedisClaims } from './redis-claims.js';
import type { RedisConnection } from './redis-connection.js';
import { RedisLine, type RedisLineOptions, type RedisPatience } from './redis-line.js';
import { parseNotes, readNotes, writeNotes, type RedisNotes } from './redis-notes.js';
import { redisTally } from './redis-tally.js';
import { redisText } from './redis-text.js';
import type { Note, NoteKeeper, Reach, SharedState } from '../shared-state.js';

export interface RedisStateOptions
  extends
    Pick<RedisLineOptions, 'url' | 'onAway' | 'onBack'>,
    Pick<ClaimDeskOptions, 'onRefusing' | 'onTaking'> {
  /** Begins every key, so that gateways of several tenants can share one Redis. */
  readonly prefix: string;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Default: `usualPatience`. */
  readonly patience?: RedisPatience;
}

const usualPatience: RedisPatience = { answerMs: 2_000, lookMs: 2_000, readMs: 30_000, pauseMs: 2_000 };

interface Shelf {
  readonly notes: RedisNotes;
  readonly keeper: NoteKeeper;
}

/**
 * State shared through Redis. A replica publishes what it notes. When its connection is back, it reads what it has
 * missed, and then tells Redis what Redis has lost or not yet heard.
 */
export function createRedisState(options: RedisStateOptions): SharedState {
  const { url, prefix, onAway, onBack, now = Date.now, patience = usualPatience } = options;
  const shelves: Shelf[] = [];
  const desk: ClaimDesk = new ClaimDesk({
    here: new LocalClaims(),
    there: new RedisClaims(prefix),
    connection: () => line.connection,
    answerMs: patience.answerMs,
    onRefusing: options.onRefusing,
    onTaking: options.onTaking,
  });
  const line = new RedisLine({
    url,
    patience,
    onAway,
    onBack,
    greet: (connection) =>
      Promise.all([...shelves.map((shelf) => takeUp(shelf, connection)), desk.tell(connection)]),
    read: (connection) => Promise.all(shelves.map((shelf) => reconcile(shelf, connection))),
  });
  const ask = askRedis(line, patience.answerMs);
  return {
    share: (name, keeper) => {
      const notes = { key: `${prefix}:${name}`, now };
      shelves.push({ notes, keeper });
      return (note) => tell(note, notes, ask);
    },
    claim: (key, lifeMs) => desk.claim(key, lifeMs),
    isTaken: (key) => desk.isTaken(key),
    tally: (name, most) => redisTally({ key: `${prefix}:${name}`, most }, ask),
    text: (name, lifeMs) => redisText({ key: `${prefix}:${name}`, lifeMs }, ask),
    open: () => line.open(),
    standing: () => (line.connection === undefined ? 'away' : desk.isRefusing ? 'refusing' : 'ok'),
    close: () => {
      line.close();
    },
  };
}

async function tell(note: Note, notes: RedisNotes, ask: AskRedis): Promise<Reach> {
  try {
    await ask((client) => writeNotes(client, notes, [note]));
    return 'everywhere';
  } catch {
    return 'here-for-now';
  }
}

/** Subscribes first and reads then, so that no note is lost between. */
async function takeUp(shelf: Shelf, connection: RedisConnection): Promise<void> {
  await connection.listening.subscribe(shelf.notes.key, (message) => {
    shelf.keeper.learn(parseNotes(message));
  });
  await reconcile(shelf, connection);
}

async function reconcile({ notes, keeper }: Shelf, { asking }: RedisConnection): Promise<void> {
  const stored = await readNotes(asking, notes);
  keeper.learn(stored);
  const lost = missingIn(stored, keeper.known());
  if (lost.length > 0) await writeNotes(asking, notes, lost);
}

function missingIn(stored: readonly Note[], known: readonly Note[]): Note[] {
  const texts = new Set(stored.map(({ text }) => text));
  return known.filter(({ text }) => !texts.has(text));
}
