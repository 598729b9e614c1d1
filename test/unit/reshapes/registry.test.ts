import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { reshapes } from '../../../src/reshapes/registry.js';

const folder = 'src/reshapes';
/** Their paths below the folder, by name. */
const files = new Map(
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => [basename(path, '.ts'), path]),
);
const named = [...files.keys()].filter((name) => /-to-v[12]$|-from-/.test(name));

describe('the registry of reshapes', () => {
  test.each(named)('%s, which is named like a reshape, is a reshape or is imported by one', (name) => {
    const users = Object.keys(reshapes).filter((other) =>
      readFileSync(`${folder}/${files.get(other) ?? ''}`, 'utf8').includes(`/${name}.js'`),
    );
    expect([...Object.keys(reshapes).filter((other) => other === name), ...users]).not.toEqual([]);
  });

  test.each(Object.keys(reshapes))('%s is the main export of the file of its name', async (name) => {
    const path = files.get(name)?.replace('.ts', '.js') ?? '';
    const module = (await import(`../../../${folder}/${path}`)) as Record<string, unknown>;
    const exported = name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
    expect(module[exported]).toBe(reshapes[name]);
  });

  test('has no inherited members and cannot be changed', () => {
    expect(reshapes['constructor']).toBeUndefined();
    expect(Object.isFrozen(reshapes)).toBe(true);
  });
});
