/** The share that one network may have at most. */
const mostOfOne = 0.75;

/** Bounded room of which one network gets three quarters at most; the rest stays for others. */
export class SharedRoom {
  #taken = 0;
  readonly #byNetwork = new Map<string, number>();

  /** @param most connections, requests or bytes, over all networks together */
  constructor(private readonly most: number) {}

  /**
   * Takes this much more; false where there is no room.
   *
   * @param network see `sharerOf`; undefined is not limited to a share
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

  /** Takes room for one, until the connection or response closes; false where there is no room. */
  takeUntilClosed(holder: Pick<NodeJS.EventEmitter, 'once'>, network: string | undefined): boolean {
    if (!this.take(1, network)) return false;
    holder.once('close', () => {
      this.give(1, network);
    });
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
