/**
 * Passes on one value in `everyMs` milliseconds at most; the rest is dropped.
 *
 * @param now milliseconds of a steady clock
 */
export function throttled<T>(
  everyMs: number,
  tell: (what: T) => void,
  now: () => number = () => performance.now(),
): (what: T) => void {
  let next = -Infinity;
  return (what) => {
    const at = now();
    if (at < next) return;
    next = at + everyMs;
    tell(what);
  };
}
