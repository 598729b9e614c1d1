/** All promises that wait for nothing but each other are done. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
