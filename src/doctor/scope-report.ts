import type { Route } from '../map/route.js';
import { lackingOf, scopesLacking } from '../map/run/scope-needs.js';

/** An endpoint and the scopes that must be granted for it. */
export interface Lack {
  readonly route: string;
  readonly lacks: readonly string[];
}

/** The endpoints that a token's scopes open. Ids of entries, in the order of the map. */
export interface ScopeReport {
  readonly works: readonly string[];
  readonly refused: readonly Lack[];
  /** Endpoints that work, with the scopes that only some of their requests need. */
  readonly sometimes: readonly Lack[];
  /** All missing scopes. */
  readonly grant: readonly string[];
}

export function reportScopes(routes: readonly Route[], granted: ReadonlySet<string>): ScopeReport {
  const lacks = (when: 'always' | 'sometimes'): Lack[] =>
    routes
      .map(({ id, needs }) => ({ route: id, lacks: scopesLacking(lackingOf(needs[when], granted)) }))
      .filter((each) => each.lacks.length > 0);
  const refused = lacks('always');
  const refusedIds = new Set(refused.map(({ route }) => route));
  const sometimes = lacks('sometimes');
  return {
    works: routes.map(({ id }) => id).filter((id) => !refusedIds.has(id)),
    refused,
    sometimes: sometimes.filter(({ route }) => !refusedIds.has(route)),
    grant: [...new Set([...refused, ...sometimes].flatMap((each) => each.lacks))].sort(),
  };
}
