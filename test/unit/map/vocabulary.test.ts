import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { entrySchema, replySchema } from '../../../src/map/read/schemas/entry.js';
import { lookupSchema, sharedStepsSchema, stepSchemas } from '../../../src/map/read/schemas/steps.js';

const page = readFileSync('src/map/vocabulary.md', 'utf8');

/** The rows of the table under a heading, by their first word. */
function rowsOf(heading: string): Map<string, string[]> {
  const [, section = ''] = page.split(`\n## ${heading}\n`);
  const rows = (section.split('\n## ')[0] ?? '').matchAll(/^\| `([\w-]+)` \| (.*) \|$/gm);
  return new Map([...rows].map(([, word = '', cells = '']) => [word, cells.split(' | ')]));
}

describe('src/map/vocabulary.md', () => {
  test.each([
    ['Entry', entrySchema],
    ['Shared steps', sharedStepsSchema],
    ['Reply', replySchema],
  ])('has every word of "%s", in the order of the schema, and no other', (heading, { shape }) => {
    expect([...rowsOf(heading).keys()]).toEqual(Object.keys(shape));
  });

  test('has every word of a step once, with the kinds of steps that allow it', () => {
    const kinds = Object.entries(stepSchemas);
    const words = new Set(kinds.flatMap(([, { shape }]) => Object.keys(shape)));
    const rows = rowsOf('Step');
    expect([...rows.keys()].sort()).toEqual([...words].sort());
    for (const [word, [where = '']] of rows) {
      const having = kinds.filter(([, { shape }]) => word in shape).map(([kind]) => kind);
      const lacking = kinds.map(([kind]) => kind).filter((kind) => !having.includes(kind));
      const told = { all: lacking.length === 0, but: where === `all but ${lacking.join(' ')}` };
      expect([word, told.but || (where === 'all' && told.all) ? having : where.split(' ')]).toEqual([
        word,
        having,
      ]);
    }
  });

  test('has every word of a look-up: its own in rows, and those of a call in the row "call"', () => {
    const rows = rowsOf('Look-up');
    const ofCall = [...(rows.get('call')?.join('') ?? '').matchAll(/`(\w+)`/g)].map(([, word]) => word);
    expect([...rows.keys(), ...ofCall].sort()).toEqual(Object.keys(lookupSchema.shape).sort());
  });
});
