/** A fact that all replicas shall know until its time is over. */
export interface Note {
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** Holds the notes of one name in the memory of this process: requests look there and never wait for a store. */
export interface NoteKeeper {
  /** What a store that has lost its memory is told again. */
  known(): readonly Note[];
  /** Takes in what any replica has noted. The same note comes many times. */
  learn(notes: readonly Note[]): void;
}

/** `refusing`: it is there and takes no claims, so that some changes are refused with 503. `not used`: there is none. */
export type Standing = 'ok' | 'away' | 'refusing' | 'not used';

/** How far a note has got: to every replica; into this process until the store is back; or into this process only. */
export type Reach = 'everywhere' | 'here-for-now' | 'here-only';

/** Tells every replica what this one's keeper knows already. Never fails, and is done within two seconds. */
export type Tell = (note: Note) => Promise<Reach>;

/** Something that one holder has for itself. */
export interface Claim {
  /** Gives it back before its time. Never fails; of a claim whose time is over it changes nothing. */
  release(): Promise<void>;
}

/** Numbers under one key: each is a sum of what all replicas have told. */
export interface TallyLine {
  readonly key: string;
  /** Whole numbers; as many in every line of a tally. */
  readonly sums: readonly number[];
  /** Milliseconds since the epoch: the earliest and the latest that was told. */
  readonly first: number;
  readonly last: number;
}

export interface Tally {
  /**
   * Adds lines once for each id, however often it is told; each line under its second key where there is no room for
   * a new one. Done within two seconds.
   *
   * @throws Error where the store is away or refuses: to be told again
   */
  add(id: string, lines: readonly (TallyLine & { readonly beyond: string })[]): Promise<void>;
  /** @throws Error where the store is away or refuses */
  read(): Promise<readonly TallyLine[]>;
}

/** A small text that all replicas change, as if one after another. */
export interface SharedText {
  /**
   * Keeps what `change` makes of it; where somebody else was faster, of what that one has made of it. Done within two
   * seconds.
   *
   * @returns what the change told that counted
   * @throws Error where the store is away or refuses; the change may have been made
   */
  change<T>(change: Change<T>): Promise<T>;
}

/**
 * May be called several times, and must not wait.
 *
 * @param text undefined where there is none, or nobody has changed it for long
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
   * Takes a key that nobody else gets, on any replica, before it is released or `lifeMs` milliseconds are over.
   * Done within two seconds; while the store is away, the key is taken in this process only.
   *
   * @returns undefined where somebody has it
   * @throws GatewayError `claim-refused` where the store is there and takes no claim
   */
  claim(key: string, lifeMs: number): Promise<Claim | undefined>;
  /**
   * Whether anybody has the key, on any replica; while the store is away, whether somebody has it in this process.
   *
   * @throws GatewayError `claim-refused`
   */
  isTaken(key: string): Promise<boolean>;
  /**
   * Undefined where this process is all there is.
   *
   * @param most lines that it has room for; those under second keys come on top
   */
  tally(name: string, most: number): Tally | undefined;
  /**
   * Undefined where this process is all there is.
   *
   * @param lifeMs how long it is remembered after each change, in milliseconds
   */
  text(name: string, lifeMs: number): SharedText | undefined;
  /** Resolves when the keepers know all there is, or the store was found to be away; goes on in the background. */
  open(): Promise<void>;
  /** How it is now with what the replicas share. */
  standing(): Standing;
  close(): void;
}
