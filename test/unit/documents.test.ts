import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { createProgram } from '../../src/cli.js';
import { generatedDocuments } from '../support/documents.js';

const documents = await generatedDocuments();

/** `npm run docs` sets this variable: the test then writes what it otherwise compares. */
if (process.env['WRITE_DOCUMENTS'] === 'true') {
  for (const { path, content } of documents) writeFileSync(path, content);
}

describe('the documentation', () => {
  test.each(documents)('$path is up to date; if not, run npm run docs', ({ path, content }) => {
    expect(readFileSync(path, 'utf8')).toBe(content);
  });

  test('the README names only commands that exist', async () => {
    const readme = readFileSync('README.md', 'utf8');
    const named = [...readme.matchAll(/\bholdover ([a-z]+)\b/g)].map(([, command]) => command);
    const prose = ['on', 'again', 'keeps', 'itself', 'must', 'with', 'is', 'at'];
    const commands = (await createProgram([''])).commands.map((command) => command.name());
    expect(
      named.filter((command) => !commands.includes(command ?? '') && !prose.includes(command ?? '')),
    ).toEqual([]);
  });

  test('the changelog lists unreleased changes by kind, and in each kind by theme', () => {
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
