/** Parts of a v1 search that an engine of v2 cannot express. Their sentences are in `routes-map/losses.yaml`. */
export type SearchLoss = 'search-case' | 'search-field' | 'search-words' | 'search-ignored';
