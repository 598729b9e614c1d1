/** Cuts a request target at its first question mark; both parts stay as they were sent. */
export function splitTarget(target: string): { path: string; query: string } {
  const cut = target.indexOf('?');
  return cut === -1
    ? { path: target, query: '' }
    : { path: target.slice(0, cut), query: target.slice(cut + 1) };
}
