/** Longest path and query of a request, in bytes. Longer ones are refused unread, so that no link may be longer. */
export const longestTarget = 8 * 1024;
