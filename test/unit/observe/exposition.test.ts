import { expect, test } from '@jest/globals';
import { readExposition } from '../../support/exposition.js';

const counter = '# HELP a_total Words.\n# TYPE a_total counter\n';
const histogram = '# HELP h_seconds Words.\n# TYPE h_seconds histogram\n';
const whole =
  'h_seconds_bucket{le="1"} 2\nh_seconds_bucket{le="+Inf"} 3\nh_seconds_sum 4\nh_seconds_count 3\n';

test('a complete exposition is read', () => {
  const { samples } = readExposition(`${counter}a_total{b="x\\"\\\\\\n"} 1\n${histogram}${whole}`);
  expect(samples[0]).toEqual({ name: 'a_total', labels: { b: 'x"\\\n' }, value: 1 });
});

test.each([
  ['a family without help', '# TYPE a_total counter\na_total 1\n'],
  ['help twice', `${counter}# HELP a_total Words.\n`],
  ['a type twice', `${counter}# TYPE a_total counter\n`],
  ['a sample without a type', 'a_total 1\n'],
  [
    'a series twice, whatever the order of its labels',
    `${counter}a_total{b="1",c="2"} 1\na_total{c="2",b="1"} 1\n`,
  ],
  ['a counter by another name', '# HELP a Words.\n# TYPE a counter\na 1\n'],
  ['a gauge that ends like a counter', '# HELP a_total Words.\n# TYPE a_total gauge\na_total 1\n'],
  ['a counter below 0', `${counter}a_total -1\n`],
  ['a value that is none', `${counter}a_total x\n`],
  ['a label that is not escaped', `${counter}a_total{b="x"y"} 1\n`],
  ['a last line without an end', `${counter}a_total 1`],
  ['buckets that fall', histogram + whole.replace('"1"} 2', '"1"} 4')],
  ['a count that is not the last bucket', histogram + whole.replace('count 3', 'count 4')],
  ['a histogram without +Inf', histogram + whole.replace('h_seconds_bucket{le="+Inf"} 3\n', '')],
])('an exposition with %s is refused', (_name, text) => {
  expect(() => readExposition(text)).toThrow(Error);
});
