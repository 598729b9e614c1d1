/** Whether a switch that is on by default was turned off. */
export function isFalse(value: unknown): boolean {
  return value === false;
}
