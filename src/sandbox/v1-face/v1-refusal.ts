/**
 * An error answer of v1: a plain sentence, the only body that every SDK of 2013 to 2015 can show readably (facts
 * v1, section 2).
 */
export class V1Refusal extends Error {
  constructor(
    readonly status: number,
    sentence: string,
  ) {
    super(sentence);
  }
}

export function badRequest(sentence: string): V1Refusal {
  return new V1Refusal(400, sentence);
}

export function notFound(sentence = 'Not Found'): V1Refusal {
  return new V1Refusal(404, sentence);
}
