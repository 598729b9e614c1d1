import { describe, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { reshapes } from '../../../src/reshapes/registry.js';

const folder = 'src/reshapes';
const named = readdirSync(folder)
  .filter((file) => /-to-v[12]\.ts$|-from-/.test(file))
  .map((file) => file.replace('.ts', ''));

describe('the registry of reshapes', () => {
  test.each(named)('%s, which is named like a reshape, is a reshape or is imported by one', (name) => {
    const users = Object.keys(reshapes).filter((other) =>
      readFileSync(`${folder}/${other}.ts`, 'utf8').includes(`from './${name}.js'`),
    );
    expect([...Object.keys(reshapes).filter((other) => other === name), ...users]).not.toEqual([]);
  });

  test.each(Object.keys(reshapes))('%s is the main export of the file of its name', async (name) => {
    expect(existsSync(`${folder}/${name}.ts`)).toBe(true);
    const module = (await import(`../../../${folder}/${name}.js`)) as Record<string, unknown>;
    const exported = name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
    expect(module[exported]).toBe(reshapes[name]);
  });

  test('has no inherited members and cannot be changed', () => {
    expect(reshapes['constructor']).toBeUndefined();
    expect(Object.isFrozen(reshapes)).toBe(true);
  });
});
