/** What a search engine of v2 cannot ask as v1 did, and what comes of it. */
export const searchLosses = {
  'search-case': 'v2 minds upper and lower case in this field, so that it may find fewer users; v1 did not.',
  'search-field': 'v2 is not known to index this field, so that it may find nobody.',
  'search-words':
    'v2 of 2015 finds a word or phrase anywhere in this field, while v1 compared its beginning or the whole of it: those are picked out of the first 1000 that it finds.',
  'search-ignored':
    "The appliance's search engine knows a connection and nothing else: the users asked for are picked out of the first 1000 that it lists.",
} as const;

export type SearchLoss = keyof typeof searchLosses;
