import type { RouteStep, ScopeNeed } from '../route.js';

/** The needs of the step's own calls, without its `absent` call. */
export function needsOfStep(step: RouteStep): ScopeNeed[] {
  if (step.kind === 'compute') return [];
  const calls = step.kind === 'lookup' ? [step.call] : step.kind === 'sweep' ? [step, step.each] : [step];
  return calls.flatMap(({ need }) => need ?? []);
}

/** Whether a token with these scopes suffices for all of the calls. */
export function areMet(needs: readonly ScopeNeed[], granted: ReadonlySet<string>): boolean {
  return needs.every(({ sets }) => sets.some((set) => set.every((scope) => granted.has(scope))));
}

/** The calls for which a token with these scopes does not suffice, each once, with the missing scopes. */
export function lackingOf(needs: readonly ScopeNeed[], granted: ReadonlySet<string>): ScopeNeed[] {
  const lacking = needs
    .filter((need) => !areMet([need], granted))
    .map(({ call, sets }) => ({ call, sets: sets.map((set) => set.filter((scope) => !granted.has(scope))) }));
  return [...new Map(lacking.map((need) => [JSON.stringify(need), need])).values()];
}

/** The scopes to grant so that nothing is missing: the first set of each call. */
export function scopesLacking(lacking: readonly ScopeNeed[]): string[] {
  return [...new Set(lacking.flatMap(({ sets }) => sets[0] ?? []))].sort();
}

/** @param clientId the tenant's client of the token, if it is known */
export function scopeSentence(
  entry: string,
  lacking: readonly ScopeNeed[],
  clientId: string | undefined,
): string {
  const calls = lacking.map(({ call, sets }) => `${spoken(sets)} for ${call}`).join(', and ');
  const scopes = scopesLacking(lacking);
  const client = clientId === undefined ? 'the client of the token' : `client ${clientId}`;
  const grant = `grant ${client} the scope${scopes.length === 1 ? '' : 's'} ${scopes.join(' ')} at the tenant`;
  return `${entry} lacks ${calls}: ${grant}.`;
}

/** `read:logs or read:logs_users`, `read:connections and read:clients`. */
function spoken(sets: ScopeNeed['sets']): string {
  return [...new Set(sets.map((set) => set.join(' and ')))].join(' or ');
}
