/**
 * The `compute` steps before the first v2 call. They depend on the request alone, so that the plan can run them and
 * losses may depend on them.
 */
export function leadingComputes<T extends { readonly kind: string }>(
  steps: readonly T[],
): readonly Extract<T, { kind: 'compute' }>[] {
  const end = steps.findIndex(({ kind }) => kind !== 'compute');
  return (end === -1 ? steps : steps.slice(0, end)) as readonly Extract<T, { kind: 'compute' }>[];
}
