import type { Route } from '../route.js';

/** A matched route. Slot values are percent-decoded once and passed through the slot's `reads`. */
export interface Match {
  readonly route: Route;
  readonly slots: Readonly<Record<string, string>>;
}

export type MatchResult =
  | { readonly kind: 'match'; readonly match: Match }
  /** The path is v1's, but not with this method; `allow` lists its methods. */
  | { readonly kind: 'method-unknown'; readonly allow: readonly string[] }
  /** The path is under a prefix that belongs to v1, but matches no line. */
  | { readonly kind: 'route-unknown' }
  /** The path is not v1's and passes through. */
  | { readonly kind: 'not-v1' };

export interface RouteIndex {
  /**
   * @param path raw path, percent-encoded, with any number of trailing slashes
   * @param query raw query, used only for lines that require a query key
   */
  find(method: string, path: string, query: string): MatchResult;
}
