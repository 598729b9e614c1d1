import { z } from 'zod';
import { longestTokenTtlS } from '../config/environment.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { Note, NoteKeeper, Reach, SharedState, Tell } from '../state/shared-state.js';
import type { Claims } from './claims.js';

/** What is revoked: all tokens, those of one client, or one token with the links and tickets made from it. */
export type RevocationSubject =
  { readonly all: true } | { readonly client_id: string } | { readonly token_id: string };

export interface Revocation {
  readonly subject: RevocationSubject;
  /** Covers what was issued before. Seconds since the epoch, like `until`. */
  readonly at: number;
  /** After this everything covered has expired. */
  readonly until: number;
}

export interface Revoked {
  readonly revocation: Revocation;
  readonly reach: Reach;
}

export interface RevocationsOptions {
  readonly state: Pick<SharedState, 'share'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Default 10,000. */
  readonly most?: number;
}

/** How far the clocks of two replicas may differ, in seconds. */
const leewayS = 60;

/** ECMA-262 section 21.4.1.1: the latest time that a Date can hold. */
const lastMomentMs = 8.64e15;
const at = z
  .number()
  .nonnegative()
  .max(lastMomentMs / 1000);
const noteSchema = z.union([
  z.strictObject({ all: z.literal(true), at }),
  z.strictObject({ client_id: z.string(), at }),
  z.strictObject({ token_id: z.string(), at }),
]);

/**
 * The revocations, in the memory of this process and shared with all replicas. A client is not locked out: with its
 * secret it gets a new token, dated after the revocation.
 */
export class Revocations implements NoteKeeper {
  /** Counts the changes of the revocations. */
  changes = 0;
  readonly #entries = new Map<string, Revocation>();
  readonly #now: () => number;
  readonly #most: number;
  readonly #tell: Tell;

  constructor({ state, now, most = 10_000 }: RevocationsOptions) {
    this.#now = now;
    this.#most = most;
    this.#tell = state.share('revocations', this);
  }

  /** Whether the token of these claims, or the token that a link or ticket was made from, is revoked. */
  covers({ sub, iat, jti }: Pick<Claims, 'sub' | 'iat' | 'jti'>): boolean {
    return iat < this.dateFor(sub, 0) || this.#entries.has(keyOf({ token_id: jti }));
  }

  /**
   * The date of a token issued to this client now: later than its revocations, even if the clock of the replica that
   * made them is ahead. Otherwise a client that asks right after a revocation would get a dead token, and v1's SDKs
   * keep a token for hours.
   */
  dateFor(clientId: string, nowS: number): number {
    return Math.max(nowS, this.#after({ all: true }), this.#after({ client_id: clientId }));
  }

  /**
   * @param until when the last covered token expires; default: the longest possible lifetime from now
   * @throws GatewayError `input-invalid` where too many are kept already
   */
  async add(subject: RevocationSubject, until?: number): Promise<Revoked> {
    const nowS = Math.floor(this.#now() / 1000);
    const revocation = {
      subject,
      at: Math.max(nowS, this.#lastAt(subject) + 1),
      until: until ?? nowS + longestTokenTtlS + leewayS,
    };
    this.#makeRoom(subject);
    this.#take(revocation);
    return { revocation, reach: await this.#tell(noteOf(revocation)) };
  }

  list(): readonly Revocation[] {
    this.#sweep();
    return [...this.#entries.values()];
  }

  known(): readonly Note[] {
    return this.list().map(noteOf);
  }

  learn(notes: readonly Note[]): void {
    for (const note of notes) {
      const revocation = readNote(note);
      if (revocation !== undefined) this.#take(revocation);
    }
    this.#sweep();
  }

  #after(subject: RevocationSubject): number {
    const entry = this.#entries.get(keyOf(subject));
    return entry === undefined ? 0 : entry.at + leewayS + 1;
  }

  /**
   * Time of the last revocation that covers this subject. The next is dated later, so that a second revocation in the
   * same second covers what was issued after the first.
   */
  #lastAt(subject: RevocationSubject): number {
    const before =
      'all' in subject
        ? [...this.#entries.values()]
        : [this.#entries.get(keyOf({ all: true })), this.#entries.get(keyOf(subject))];
    return before.reduce((latest, entry) => Math.max(latest, entry?.at ?? 0), 0);
  }

  #makeRoom(subject: RevocationSubject): void {
    this.#sweep();
    if ('all' in subject || this.#entries.has(keyOf(subject)) || this.#entries.size < this.#most) return;
    throw new GatewayError('input-invalid', {
      message: `${this.#most} revocations are kept already: revoke all, which replaces them.`,
    });
  }

  #take(revocation: Revocation): void {
    const key = keyOf(revocation.subject);
    if (revocation.at <= (this.#entries.get(key)?.at ?? 0)) return;
    this.#entries.set(key, revocation);
    this.changes += 1;
  }

  /** Drops revocations that have ended or that a later revocation of everything includes. */
  #sweep(): void {
    const nowS = this.#now() / 1000;
    const allAt = this.#entries.get(keyOf({ all: true }))?.at ?? 0;
    for (const [key, { subject, at, until }] of this.#entries) {
      if (until <= nowS || (at <= allAt && !('all' in subject))) this.#entries.delete(key);
    }
  }
}

function keyOf(subject: RevocationSubject): string {
  if ('all' in subject) return 'all';
  return 'client_id' in subject ? `client ${subject.client_id}` : `token ${subject.token_id}`;
}

function noteOf({ subject, at, until }: Revocation): Note {
  return { text: JSON.stringify({ ...subject, at }), until: until * 1000 };
}

/** Undefined for a note that this version of holdover does not know. */
function readNote({ text, until }: Note): Revocation | undefined {
  try {
    if (until > lastMomentMs) return undefined;
    const { at, ...subject } = noteSchema.parse(JSON.parse(text));
    return { subject, at, until: until / 1000 };
  } catch {
    return undefined;
  }
}
