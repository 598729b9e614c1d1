/** A value in a query. `parts` are the literal pieces between wildcards: a single piece is an exact value. */
export interface LuceneValue {
  readonly parts: readonly string[];
  readonly quoted: boolean;
}

/** One end of a range; absent if the range is open there. */
export interface LuceneBound {
  readonly text: string;
  readonly inclusive: boolean;
}

/** The syntax tree of a query. `field` is the dotted path in segments; undefined for a bare term. */
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
