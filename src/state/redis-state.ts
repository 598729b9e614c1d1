import { randomUUID } from 'node:crypto';
import { LocalClaims, type LocalClaim } from './local-claims.js';
import { RedisClaims } from './redis-claims.js';
import type { RedisConnection } from './redis-connection.js';
import { RedisLine, type RedisLineOptions, type RedisPatience } from './redis-line.js';
import { parseNotes, readNotes, writeNotes, type RedisNotes } from './redis-notes.js';
import type { Claim, Note, NoteKeeper, SharedState } from './shared-state.js';
import { within } from './within.js';

export interface RedisStateOptions extends Pick<RedisLineOptions, 'url' | 'onAway' | 'onBack'> {
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
 * State shared through Redis. What one replica notes is published; what a replica missed while it or Redis was away
 * it reads when the connection is back, and then tells Redis what that has lost or not yet heard.
 */
export function createRedisState(options: RedisStateOptions): SharedState {
  const { url, prefix, onAway, onBack, now = Date.now, patience = usualPatience } = options;
  const shelves: Shelf[] = [];
  const claims: Claims = { here: new LocalClaims(), there: new RedisClaims(prefix) };
  const line = new RedisLine({
    url,
    patience,
    onAway,
    onBack,
    greet: (connection) =>
      Promise.all([
        ...shelves.map((shelf) => takeUp(shelf, connection)),
        ...claims.here.live().map(({ claim, leftMs }) => claims.there.take(connection.asking, claim, leftMs)),
      ]),
    read: (connection) => Promise.all(shelves.map((shelf) => reconcile(shelf, connection))),
  });
  return {
    share(name, keeper) {
      const notes = { key: `${prefix}:${name}`, now };
      shelves.push({ notes, keeper });
      return async (note) => {
        const { connection } = line;
        if (connection === undefined) return 'here-for-now';
        try {
          await within(patience.answerMs, writeNotes(connection.asking, notes, [note]));
          return 'everywhere';
        } catch {
          return 'here-for-now';
        }
      };
    },
    claim: (key, lifeMs) => claimThrough({ line, claims, answerMs: patience.answerMs }, key, lifeMs),
    open: () => line.open(),
    close: () => {
      line.close();
    },
  };
}

interface Claims {
  readonly here: LocalClaims;
  readonly there: RedisClaims;
}

interface ClaimDesk {
  readonly line: RedisLine;
  readonly claims: Claims;
  readonly answerMs: number;
}

/**
 * Claimed here first, then in Redis: while that is away, what is claimed here holds in this process, and is told to
 * Redis when it is back.
 */
async function claimThrough(desk: ClaimDesk, key: string, lifeMs: number): Promise<Claim | undefined> {
  const { line, claims, answerMs } = desk;
  const claim = claims.here.take(key, randomUUID(), lifeMs);
  if (claim === undefined) return undefined;
  const { connection } = line;
  if (connection !== undefined) {
    const taken = claims.there.take(connection.asking, claim, lifeMs);
    // One whose answer is lost may be ours: it goes on here.
    const isOurs = await within(answerMs, taken).catch(() => true);
    if (!isOurs) {
      claims.here.release(claim);
      return undefined;
    }
  }
  return { release: () => release(desk, claim) };
}

async function release({ line, claims, answerMs }: ClaimDesk, claim: LocalClaim): Promise<void> {
  const { connection } = line;
  try {
    if (connection !== undefined) await within(answerMs, claims.there.release(connection.asking, claim));
  } catch {
    // Redis gives it back itself when its time is over.
  } finally {
    claims.here.release(claim);
  }
}

/** Listens first and reads then, so that nothing falls between. */
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
