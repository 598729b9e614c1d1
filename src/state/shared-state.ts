/** A fact that all replicas shall know until its time is over. */
export interface Note {
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** Holds the notes of one name in the memory of this process, where requests look without waiting for a store. */
export interface NoteKeeper {
  /** The notes to tell a store that has lost its memory. */
  known(): readonly Note[];
  /** Takes in what any replica has noted. The same note may come many times. */
  learn(notes: readonly Note[]): void;
}

/** `refusing`: the store is there and takes no claims, so that some changes get 503. `not used`: there is no store. */
export type Standing = 'ok' | 'away' | 'refusing' | 'not used';

/** How far a note has got: to every replica; to this process until the store is back; or to this process only. */
export type Reach = 'everywhere' | 'here-for-now' | 'here-only';

/** Tells every replica what this one's keeper already knows. Never fails, and takes two seconds at most. */
export type Tell = (note: Note) => Promise<Reach>;

/** A key that one holder has exclusively. */
export interface Claim {
  /** Releases the key before its time. Never fails; does nothing for a claim whose time is over. */
  release(): Promise<void>;
}

/** Numbers under one key: each is the sum of what all replicas have added. */
export interface TallyLine {
  readonly key: string;
  /** Whole numbers; as many in every line of a tally. */
  readonly sums: readonly number[];
  /** The earliest and the latest time that was added, in milliseconds since the epoch. */
  readonly first: number;
  readonly last: number;
}

export interface Tally {
  /**
   * Adds lines once for each id, however often it is called. Where there is no room for a new line, the line counts
   * under its `beyond` key. Takes two seconds at most.
   *
   * @throws Error where the store is away or refuses; the caller should call again
   */
  add(id: string, lines: readonly (TallyLine & { readonly beyond: string })[]): Promise<void>;
  /** @throws Error where the store is away or refuses */
  read(): Promise<readonly TallyLine[]>;
}

/** A small text that all replicas change, as if one after another. */
export interface SharedText {
  /**
   * Stores the text that `change` returns; where another replica was faster, calls `change` again with its text.
   * Takes two seconds at most.
   *
   * @returns what the change that counted told
   * @throws Error where the store is away or refuses; the change may have been made
   */
  change<T>(change: Change<T>): Promise<T>;
}

/**
 * May be called several times, and must be synchronous.
 *
 * @param text undefined where there is none, or where the last change was long ago
 * @param now milliseconds since the epoch, by the store's clock
 */
export type Change<T> = (
  text: string | undefined,
  now: number,
) => { readonly text: string | undefined; readonly told: T };

/** What the replicas of one gateway know together. */
export interface SharedState {
  /** To be called before `open`; one keeper per name. */
  share(name: string, keeper: NoteKeeper): Tell;
  /**
   * Takes a key exclusively, over all replicas, until it is released or `lifeMs` milliseconds are over. Takes two
   * seconds at most; while the store is away, the key is taken in this process only.
   *
   * @returns undefined where another holder has it
   * @throws GatewayError `claim-refused` where the store is there and takes no claim
   */
  claim(key: string, lifeMs: number): Promise<Claim | undefined>;
  /**
   * Whether any holder has the key, on any replica; while the store is away, in this process.
   *
   * @throws GatewayError `claim-refused`
   */
  isTaken(key: string): Promise<boolean>;
  /**
   * Undefined where there is only this process.
   *
   * @param most lines that it has room for; those under `beyond` keys come on top
   */
  tally(name: string, most: number): Tally | undefined;
  /**
   * Undefined where there is only this process.
   *
   * @param lifeMs how long the text is remembered after each change, in milliseconds
   */
  text(name: string, lifeMs: number): SharedText | undefined;
  /** Resolves when the keepers know all notes, or the store was found to be away; goes on in the background. */
  open(): Promise<void>;
  /** Present standing of the store that the replicas share. */
  standing(): Standing;
  close(): void;
}
