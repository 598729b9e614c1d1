import { stateTopic, type StateQuestions, type LearnQuestions } from './state-questions.js';
import { LocalClaims } from '../local-claims.js';
import type { Note, NoteKeeper, Tally, Tell } from '../shared-state.js';
import { createRpc, type Channel, type Rpc } from './rpc.js';

type Member = Rpc<LearnQuestions, StateQuestions>;

/** What the workers of one gateway know together, in the memory of the primary process. */
export interface PrimaryState {
  /** For the primary itself. */
  readonly share: (name: string, keeper: NoteKeeper) => Tell;
  /** Serves one more worker, until the returned function is called. */
  readonly serve: (channel: Channel) => () => void;
}

/** Longest wait for a worker to take a note in. A slower worker still gets the note, in order, before anything else. */
const learnMs = 1_000;
/** Ids of batches that are remembered; each worker tells some in 5 s, and repeats one at once. */
const mostIds = 1_000;

/** @param tally takes in what the workers count; called once for each id */
export function createPrimaryState({ tally }: { tally: Tally }): PrimaryState {
  const members = new Set<Member>();
  const board = createBoard(members);
  const parts = {
    claims: new LocalClaims(),
    texts: new Map<string, KeptText>(),
    tally: onceForEachId(tally),
  };
  return {
    share: board.share,
    serve: (channel) => {
      const member: Member = createRpc<LearnQuestions, StateQuestions>(channel, stateTopic);
      members.add(member);
      answer(member, parts);
      member.answer('notes', (name) => board.list(name));
      member.answer('note', ({ name, note }) => board.note(name, note, member));
      return () => {
        members.delete(member);
        member.end();
      };
    },
  };
}

/** Notes by name: a new worker reads them all, the present workers are told of each new one. */
function createBoard(members: ReadonlySet<Member>) {
  const own = new Map<string, NoteKeeper>();
  const shelves = new Map<string, NoteShelf>();
  const shelf = (name: string): NoteShelf => {
    const found = shelves.get(name) ?? new NoteShelf();
    shelves.set(name, found);
    return found;
  };
  const note = async (name: string, noted: Note, from?: Member): Promise<void> => {
    shelf(name).add(noted);
    own.get(name)?.learn([noted]);
    const others = [...members].filter((member) => member !== from);
    const asked = { name, notes: [noted] };
    await Promise.allSettled(others.map((member) => member.ask('learn', asked, learnMs)));
  };
  return {
    note,
    list: (name: string) => shelf(name).list(),
    share: (name: string, keeper: NoteKeeper): Tell => {
      own.set(name, keeper);
      return async (noted) => {
        await note(name, noted);
        return 'here-only';
      };
    },
  };
}

interface HubParts {
  readonly claims: LocalClaims;
  readonly texts: Map<string, KeptText>;
  readonly tally: Tally;
}

interface KeptText {
  readonly text: string;
  readonly until: number;
}

/**
 * A claim of a worker that dies stays for its time, as a replica's does: its write may still be on its way, and a
 * ticket that it has used stays used.
 */
function answer(member: Member, { claims, texts, tally }: HubParts): void {
  member.answer('take', ({ key, holder, lifeMs }) => claims.take(key, holder, lifeMs) !== undefined);
  member.answer('release', (claim) => {
    claims.release(claim);
  });
  member.answer('isTaken', (key) => claims.isTaken(key));
  member.answer('add', ({ id, lines }) => tally.add(id, lines));
  member.answer('read', () => tally.read());
  member.answer('swap', ({ name, lifeMs, swap }) => {
    const now = Date.now();
    const kept = texts.get(name);
    const text = kept !== undefined && kept.until > now ? kept.text : '';
    if (swap?.from !== text) return { text, now };
    texts.set(name, { text: swap.to, until: now + lifeMs });
    return null;
  });
}

/** A batch that is told again, because its answer came late, is added only once; after a refusal it is added then. */
function onceForEachId(tally: Tally): Tally {
  const told = new Map<string, Promise<void>>();
  return {
    add: (id, lines) => {
      const known = told.get(id);
      if (known !== undefined) return known;
      const added = tally.add(id, lines);
      told.set(id, added);
      const [oldest = ''] = told.keys();
      if (told.size > mostIds) told.delete(oldest);
      added.catch(() => told.delete(id));
      return added;
    },
    read: () => tally.read(),
  };
}

/** The notes of one name that are not over. */
class NoteShelf {
  readonly #notes = new Map<string, Note>();
  #sweepAt = 1_000;

  add(note: Note): void {
    this.#notes.set(note.text, note);
    if (this.#notes.size < this.#sweepAt) return;
    const live = this.list();
    this.#notes.clear();
    for (const each of live) this.#notes.set(each.text, each);
    this.#sweepAt = Math.max(1_000, this.#notes.size * 2);
  }

  list(): Note[] {
    const now = Date.now();
    return [...this.#notes.values()].filter(({ until }) => until > now);
  }
}
