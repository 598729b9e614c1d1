/** What a search engine of v2 cannot ask as v1 did; the sentences stand in `routes-map/losses.yaml`. */
export type SearchLoss = 'search-case' | 'search-field' | 'search-words' | 'search-ignored';
