/** The comparison cannot be made; the message is a sentence for the user. */
export class ParityError extends Error {
  override readonly name = 'ParityError';
}
