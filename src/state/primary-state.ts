import { stateTopic, type StateQuestions, type LearnQuestions } from './state-questions.js';
import { LocalClaims } from './local-claims.js';
import type { Note, NoteKeeper, Tally, Tell } from './shared-state.js';
import { createRpc, type Channel, type Rpc } from './rpc.js';

type Member = Rpc<LearnQuestions, StateQuestions>;

/** What the workers of one gateway know together, in the memory of the process that keeps them. */
export interface PrimaryState {
  /** For the keeping process itself. */
  readonly share: (name: string, keeper: NoteKeeper) => Tell;
  /** Serves one more worker, until what this returns is called. */
  readonly serve: (channel: Channel) => () => void;
}

/** A worker that has not taken it in by then is told all the same, in order, before anything else. */
const learnMs = 1_000;
/** Ids of batches that are remembered; each worker tells some in 5 s, and one again at once. */
const mostIds = 1_000;

/** @param tally takes in what the workers count; told once for each id */
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
      member.answer('note', async ({ name, note }) => {
        await board.note(name, note, member);
        return true;
      });
      return () => {
        members.delete(member);
        member.end();
      };
    },
  };
}

/** Where notes stand: whoever comes reads them all, whoever is there is told each. */
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
 * A claim of a worker that dies stays for its time, as that of a replica does: its write may be on its way still, and
 * a ticket that it has used is used.
 */
function answer(member: Member, { claims, texts, tally }: HubParts): void {
  member.answer('take', ({ key, holder, lifeMs }) => claims.take(key, holder, lifeMs) !== undefined);
  member.answer('release', ({ key, holder }) => {
    claims.release({ key, holder, until: 0 });
    return true;
  });
  member.answer('isTaken', (key) => claims.isTaken(key));
  member.answer('add', async ({ id, lines }) => {
    await tally.add(id, lines);
    return true;
  });
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

/** A batch whose answer came too late is told again; so is one that was refused, which then counts. */
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

/** The notes of one name whose time is not over. */
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
