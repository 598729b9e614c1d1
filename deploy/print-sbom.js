import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/*
 * `npm run sbom`: what the image and the package contain, as CycloneDX. `npm sbom --omit dev` also leaves out packages
 * that production and development both depend on (such as zod), so it gets a lock file without the development ones.
 */
const read = (name) => JSON.parse(readFileSync(name, 'utf8'));
const lock = read('package-lock.json');
const [[, root], ...others] = Object.entries(lock.packages);
const production = others.filter(([, { dev }]) => dev !== true);
const files = {
  'package.json': { ...read('package.json'), devDependencies: undefined },
  'package-lock.json': {
    ...lock,
    packages: { '': { ...root, devDependencies: undefined }, ...Object.fromEntries(production) },
  },
};
const folder = mkdtempSync(join(tmpdir(), 'holdover-sbom-'));
try {
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), JSON.stringify(content));
  }
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--package-lock-only'];
  execFileSync('npm', args, { cwd: folder, stdio: 'inherit' });
} finally {
  rmSync(folder, { recursive: true });
}
