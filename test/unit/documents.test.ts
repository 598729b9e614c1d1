import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { createProgram } from '../../src/cli.js';
import { generatedDocuments } from '../support/documents.js';

const documents = await generatedDocuments();

/** `npm run docs` runs this test with the key set: then it writes what it would otherwise compare. */
if (process.env['WRITE_DOCUMENTS'] === 'true') {
  for (const { path, content } of documents) writeFileSync(path, content);
}

describe('what the documents say is what the code says', () => {
  test.each(documents)('$path is current; if not: npm run docs', ({ path, content }) => {
    expect(readFileSync(path, 'utf8')).toBe(content);
  });

  test('every command that the README prints exists', async () => {
    const readme = readFileSync('README.md', 'utf8');
    const named = [...readme.matchAll(/\bholdover ([a-z]+)\b/g)].map(([, command]) => command);
    const prose = ['on', 'again', 'keeps', 'itself', 'must', 'with', 'is', 'at'];
    const commands = (await createProgram([''])).commands.map((command) => command.name());
    expect(
      named.filter((command) => !commands.includes(command ?? '') && !prose.includes(command ?? '')),
    ).toEqual([]);
  });

  test('what is not released yet stands in the changelog by kind, and in each kind by theme', () => {
    const kinds = readFileSync('CHANGELOG.md', 'utf8').split('\n## ')[1]?.split('\n### ').slice(1) ?? [];
    const names = kinds.map((kind) => kind.split('\n')[0]);
    expect(names).toContain('Added');
    expect(names).toEqual(['Added', 'Changed', 'Fixed'].filter((name) => names.includes(name)));
    for (const kind of kinds) {
      expect(kind).toMatch(/^\w+\n(?:\n\*\*.+\*\*\n\n(?:- .+\n)+)+$/);
      const themes = kind.match(/^\*\*.+\*\*$/gm) ?? [];
      expect(themes).toEqual([...new Set(themes)]);
    }
  });
});
