/** Of the answers of steps of which only one is made: the one that is there. */
export function firstThere(input: unknown): unknown {
  return (input as unknown[]).find((each) => each !== undefined && each !== null);
}
