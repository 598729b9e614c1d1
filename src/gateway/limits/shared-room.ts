/** Of all the room there is; the rest is for others, however much one of them wants. */
const mostOfOne = 0.75;

/** Room for so much at once, the last quarter of which no network gets that has the rest. */
export class SharedRoom {
  #taken = 0;
  readonly #byNetwork = new Map<string, number>();

  /** @param most connections, requests or bytes, over all networks together */
  constructor(private readonly most: number) {}

  /**
   * Takes room for this much more; false where there is none.
   *
   * @param network see `sharerOf`; undefined has no share, and may have all
   */
  take(amount: number, network: string | undefined): boolean {
    if (this.#taken + amount > this.most) return false;
    if (network !== undefined) {
      const own = (this.#byNetwork.get(network) ?? 0) + amount;
      if (own > Math.max(1, Math.floor(this.most * mostOfOne))) return false;
      this.#byNetwork.set(network, own);
    }
    this.#taken += amount;
    return true;
  }

  give(amount: number, network: string | undefined): void {
    this.#taken -= amount;
    if (network === undefined) return;
    const left = (this.#byNetwork.get(network) ?? 0) - amount;
    if (left > 0) this.#byNetwork.set(network, left);
    else this.#byNetwork.delete(network);
  }
}
