import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';

const run = promisify(execFile);

interface Sbom {
  readonly metadata: { readonly component: { readonly purl: string } };
  readonly components: readonly { readonly name: string; readonly version: string; readonly purl: string }[];
}

const { version, dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  version: string;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Record<string, { version: string; dev?: boolean }>;
};

describe('npm run sbom', () => {
  const printed = run('npm', ['run', '--silent', 'sbom'], { maxBuffer: 16 * 1024 * 1024 });
  const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot5);

  test('prints a document that is valid by the CycloneDX schema', async () => {
    const { stdout } = await printed;
    expect(await validator.validate(stdout)).toBeNull();
    expect(await validator.validate(stdout.replace('"components"', '"parts"'))).not.toBeNull();
  });

  test('lists exactly the production dependencies of the lock file', async () => {
    const { metadata, components } = JSON.parse((await printed).stdout) as Sbom;
    expect(metadata.component.purl).toBe(`pkg:npm/holdover@${version}`);
    const listed = components.map((each) => decodeURIComponent(each.purl)).sort();
    const locked = Object.entries(packages)
      .filter(([path, { dev }]) => path !== '' && dev !== true)
      .map(([path, locks]) => `pkg:npm/${path.replace(/^.*node_modules\//, '')}@${locks.version}`);
    expect(new Set(listed)).toEqual(new Set(locked));
    for (const name of Object.keys(dependencies))
      expect(listed).toContainEqual(expect.stringContaining(`pkg:npm/${name}@`));
    for (const name of Object.keys(devDependencies).filter((each) => !each.startsWith('@types/')))
      expect(listed).not.toContainEqual(expect.stringContaining(`pkg:npm/${name}@`));
  });
});
