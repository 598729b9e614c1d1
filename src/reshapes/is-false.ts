/** Whether a switch was turned off, where its absence means that it is on. */
export function isFalse(value: unknown): boolean {
  return value === false;
}
