import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';

interface Kept<T> {
  readonly opened: T;
  readonly until: number;
}

/** Called for each token needed; `known` if it was opened, verified or held before. */
export type TokenNeeded = (token: 'v1' | 'v2' | 'id_token', known: boolean) => void;

export const nobodyCounts: TokenNeeded = () => undefined;

/**
 * Characters of all cached tokens; a v1 token has some 400. Anybody can make up v2 tokens, since only v2 verifies
 * them: five thousand of the longest, with all their scopes, would take 700 MB.
 */
const mostLetters = 4 * 1024 * 1024;

/** Opened tokens by the hash of their text, until they expire; least recently used go first. */
export class OpenedCache<T> {
  private readonly kept = new LRUCache<string, Kept<T>>({ max: 5_000, maxSize: mostLetters });

  /** @param now milliseconds since the epoch, like `until` */
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
