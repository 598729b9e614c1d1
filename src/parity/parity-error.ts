/** The comparison cannot be made; the message is a sentence for the one who asked for it. */
export class ParityError extends Error {
  override readonly name = 'ParityError';
}
