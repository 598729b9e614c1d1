import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';

interface Kept<T> {
  readonly opened: T;
  readonly until: number;
}

/** Is told of each token that was needed whether it was known: opened or verified before, or held. */
export type TokenNeeded = (token: 'v1' | 'v2' | 'id_token', known: boolean) => void;

export const nobodyCounts: TokenNeeded = () => undefined;

/**
 * In characters of the tokens, of which there are some 400 in a v1 token. Anybody can make up v2 tokens, which only v2
 * verifies: five thousand of the longest, with as many scopes as they hold, would take 700 MB.
 */
const mostLetters = 4 * 1024 * 1024;

/** Opened tokens by the hash of their text, never beyond the end of their life; the ones used longest ago go first. */
export class OpenedCache<T> {
  private readonly kept = new LRUCache<string, Kept<T>>({ max: 5_000, maxSize: mostLetters });

  /** @param now milliseconds since the epoch, as `until` below */
  constructor(private readonly now: () => number) {}

  get(text: string): T | undefined {
    const key = keyOf(text);
    const kept = this.kept.get(key);
    if (kept === undefined || this.now() < kept.until) return kept?.opened;
    this.kept.delete(key);
    return undefined;
  }

  keep(text: string, { opened, until }: Kept<T>): T {
    this.kept.set(keyOf(text), { opened, until }, { size: text.length });
    return opened;
  }
}

function keyOf(text: string): string {
  return hash('sha256', text, 'base64url');
}
