import { describe, expect, test } from '@jest/globals';
import { didYouMean } from '../../../src/syntax/did-you-mean.js';

describe('didYouMean', () => {
  test.each([
    ['a swap of neighbours is one edit', 'nmae', ['name', 'none'], '; did you mean "name"?'],
    ['nothing near is a full stop', 'zebra', ['name'], '.'],
    ['nothing known is a full stop', 'name', [], '.'],
    ['the nearest wins over an earlier one', 'bodyy', ['boxyz', 'body'], '; did you mean "body"?'],
    ['a short name needs a single edit', 'ab', ['cd'], '.'],
    ['a missing letter is found', 'sumary', ['change', 'summary'], '; did you mean "summary"?'],
  ])('%s', (...[, wrong, known, ending]) => {
    expect(didYouMean(wrong, known)).toBe(ending);
  });
});
