import { expect, test } from '@jest/globals';
import { leadHere } from '../../../src/parity/record/lead-here.js';

const here = 'https://recorder:8444';

const base = 'https://v1.test';
const page = '/api/users?page=1&bewit=a%7Cb';

test.each([
  { to: 'v1', link: `<https://v1.test${page}>; rel="next"`, control: base },
  { to: 'v1 without TLS', link: `<http://v1.test${page}>; rel="next"`, control: base },
  {
    to: 'a v1 below a path',
    link: `<https://v1.test:8/old${page}>; rel="next"`,
    control: 'https://v1.test:8/old',
  },
])('a link to $to leads to the recorder', ({ link, control }) => {
  expect(leadHere(link, { here, control })).toBe(`<${here}${page}>; rel="next"`);
});

test.each([
  ['elsewhere', '<https://other.test/api/users>; rel="next"'],
  ['to another port', '<https://v1.test:444/api/users>; rel="next"'],
  ['to a path alone', '</api/users?page=1>; rel="next"'],
  ['to a path of the same host beside v1', '<https://v1.test>; rel="next"'],
  ['to nothing that can be read', '<https://[>; rel="next"'],
])('a link %s stays unchanged', (_, link) => {
  expect(leadHere(link, { here, control: base })).toBe(link);
});

test('each of several links is rewritten by itself', () => {
  const links = '<https://v1.test/a>; rel="next", <https://v2.test/b>; rel="last"';
  expect(leadHere(links, { here, control: base })).toBe(
    `<${here}/a>; rel="next", <https://v2.test/b>; rel="last"`,
  );
});
