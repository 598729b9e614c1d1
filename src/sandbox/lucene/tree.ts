/** A value in a query. `parts` are the literal pieces between wildcards: one piece is an exact value. */
export interface LuceneValue {
  readonly parts: readonly string[];
  readonly quoted: boolean;
}

/** One end of a range; an open end is left out. */
export interface LuceneBound {
  readonly text: string;
  readonly inclusive: boolean;
}

/** A query as a tree. `field` is the dotted path in segments; undefined is a bare term. */
export type LuceneNode =
  | { readonly kind: 'all' }
  | { readonly kind: 'and' | 'or'; readonly nodes: readonly LuceneNode[] }
  | { readonly kind: 'not'; readonly node: LuceneNode }
  | { readonly kind: 'exists'; readonly field: readonly string[] }
  | { readonly kind: 'match'; readonly field: readonly string[] | undefined; readonly value: LuceneValue }
  | {
      readonly kind: 'range';
      readonly field: readonly string[];
      readonly low?: LuceneBound;
      readonly high?: LuceneBound;
    };
