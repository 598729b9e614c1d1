/** A key that is taken, and its holder. */
export interface LocalClaim {
  readonly key: string;
  /** Tells this holder from earlier and later ones. */
  readonly holder: string;
  /** End of the claim, on the clock of `LocalClaims`. */
  readonly until: number;
}

/** The claims of this process, in its memory. */
export class LocalClaims {
  readonly #byKey = new Map<string, LocalClaim>();
  #sweepAt = 1_000;

  /** @param now milliseconds of a steady clock, so that no claim ends early when the system time is set */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** @returns undefined where the key is taken */
  take(key: string, holder: string, lifeMs: number): LocalClaim | undefined {
    const now = this.now();
    if (this.isTaken(key)) return undefined;
    const claim = { key, holder, until: now + lifeMs };
    this.#byKey.set(key, claim);
    if (this.#byKey.size >= this.#sweepAt) this.#sweep(now);
    return claim;
  }

  isTaken(key: string): boolean {
    const claim = this.#byKey.get(key);
    return claim !== undefined && !this.isOver(claim);
  }

  isOver({ until }: LocalClaim): boolean {
    return until <= this.now();
  }

  release({ key, holder }: Pick<LocalClaim, 'key' | 'holder'>): void {
    if (this.#byKey.get(key)?.holder === holder) this.#byKey.delete(key);
  }

  /** The claims that are not over, with the milliseconds that each has left. */
  live(): { claim: LocalClaim; leftMs: number }[] {
    const now = this.now();
    return [...this.#byKey.values()]
      .map((claim) => ({ claim, leftMs: claim.until - now }))
      .filter(({ leftMs }) => leftMs > 0);
  }

  /** Removes the claims that are over when the map has doubled, so that each claim pays for a bounded part of it. */
  #sweep(now: number): void {
    for (const [key, { until }] of this.#byKey) if (until <= now) this.#byKey.delete(key);
    this.#sweepAt = Math.max(1_000, this.#byKey.size * 2);
  }
}
