/** Round-robin queue: the parties take turns of one item each, however many items of one party wait. */
export class FairQueue<T> {
  /** The order of the map is the order of the turns. */
  readonly #lines = new Map<string, T[]>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** How many parties have items waiting. */
  get askers(): number {
    return this.#lines.size;
  }

  sizeOf(party: string): number {
    return this.#lines.get(party)?.length ?? 0;
  }

  push(party: string, item: T): void {
    const line = this.#lines.get(party);
    if (line === undefined) this.#lines.set(party, [item]);
    else line.push(item);
    this.#size += 1;
  }

  /** Puts back an item whose turn came to nothing: it is next, ahead of all parties. */
  pushFront(party: string, item: T): void {
    const others = [...this.#lines].filter(([name]) => name !== party);
    const own = [item, ...(this.#lines.get(party) ?? [])];
    this.#lines.clear();
    for (const [name, line] of [[party, own] as const, ...others]) this.#lines.set(name, line);
    this.#size += 1;
  }

  /** Removes and returns the next item; undefined where the queue is empty. */
  shift(): T | undefined {
    for (const [party, line] of this.#lines) {
      const item = line.shift();
      this.#lines.delete(party);
      if (line.length > 0) this.#lines.set(party, line);
      this.#size -= 1;
      return item;
    }
    return undefined;
  }

  all(): T[] {
    return [...this.#lines.values()].flat();
  }

  remove(party: string, item: T): void {
    const line = this.#lines.get(party);
    const place = line?.indexOf(item) ?? -1;
    if (line === undefined || place === -1) return;
    line.splice(place, 1);
    if (line.length === 0) this.#lines.delete(party);
    this.#size -= 1;
  }
}
