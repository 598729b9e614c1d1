import type { Route } from '../route.js';

/** What the matcher answers. Slot values are percent-decoded once and run through the slot's `reads`. */
export interface Match {
  readonly route: Route;
  readonly slots: Readonly<Record<string, string>>;
}

export type MatchResult =
  | { readonly kind: 'match'; readonly match: Match }
  /** The path is v1's, but not with this method; `allow` lists the methods it has. */
  | { readonly kind: 'method-unknown'; readonly allow: readonly string[] }
  /** Under a prefix that belongs to v1, but no such line. */
  | { readonly kind: 'route-unknown' }
  /** Not v1: passes through. */
  | { readonly kind: 'not-v1' };

export interface RouteIndex {
  /**
   * @param path raw path, percent-encoded, any number of trailing slashes
   * @param query raw query, used only to tell lines apart that require a query key
   */
  find(method: string, path: string, query: string): MatchResult;
}
