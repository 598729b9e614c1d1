/**
 * The steps before the first that asks v2: they are computed of the request alone, so that the plan knows them, and
 * the losses may depend on them.
 */
export function leadingComputes<T extends { readonly kind: string }>(
  steps: readonly T[],
): readonly Extract<T, { kind: 'compute' }>[] {
  const end = steps.findIndex(({ kind }) => kind !== 'compute');
  return (end === -1 ? steps : steps.slice(0, end)) as readonly Extract<T, { kind: 'compute' }>[];
}
