import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import ts from 'typescript';

/** The layers of src: imports point down only, and folders of one layer never import each other. */
const layers: Readonly<Record<string, number>> = {
  errors: 0,
  syntax: 0,
  config: 1,
  observe: 1,
  state: 1,
  map: 2,
  reshapes: 2,
  tokens: 2,
  upstream: 2,
  pipeline: 3,
  gateway: 4,
  parity: 4,
  sandbox: 4,
  console: 4,
  doctor: 4,
  wiring: 5,
  cli: 6,
  main: 6,
  index: 6,
};

/** The folders that are allowed to import each dependency. */
const doors: Readonly<Record<string, readonly string[]>> = {
  '@opentelemetry/api': ['observe'],
  '@opentelemetry/exporter-trace-otlp-http': ['observe'],
  '@opentelemetry/resources': ['observe'],
  '@opentelemetry/sdk-trace-base': ['observe'],
  '@peculiar/x509': ['gateway'],
  '@redis/client': ['state'],
  commander: ['cli'],
  express: ['gateway', 'sandbox', 'console'],
  'http-proxy-middleware': ['gateway'],
  jose: ['tokens', 'sandbox'],
  'lru-cache': ['tokens', 'upstream', 'sandbox'],
  'prom-client': ['observe'],
  undici: ['upstream'],
  winston: ['observe'],
  'winston-transport': ['observe'],
  yaml: ['map', 'config'],
  zod: ['config', 'map', 'parity', 'tokens', 'sandbox'],
};

const vagueNames = /^(?:utils?|helpers?|common|misc|index)\.ts$/;

const files = (readdirSync('src', { recursive: true }) as string[])
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file, text: readFileSync(join('src', file), 'utf8') }));

/** `src/map/checks/x.ts` is in `map`; `src/main.ts` is `main`. */
function folderOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : file.replace(/\.[jt]s$/, '');
}

function importsOf(text: string): string[] {
  return ts.preProcessFile(text).importedFiles.map(({ fileName }) => fileName);
}

function packageOf(target: string): string {
  return target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/');
}

function importFaults(file: string, text: string): string[] {
  const from = folderOf(file);
  return importsOf(text).flatMap((target) => {
    if (target.startsWith('node:')) return [];
    if (target.startsWith('.')) return relativeFaults(from, file, normalize(join(dirname(file), target)));
    const name = packageOf(target);
    const allowed = doors[name];
    if (allowed === undefined)
      return [`src/${file} imports ${name}, which has no door: name its folders in this test.`];
    if (allowed.includes(from)) return [];
    return [
      `src/${file} imports ${name}, whose door is ${allowed.map((each) => `src/${each}`).join(' and ')}.`,
    ];
  });
}

function relativeFaults(from: string, file: string, target: string): string[] {
  const to = folderOf(target);
  const [high, low] = [layers[from], layers[to]];
  if (high === undefined || low === undefined)
    return [`src/${file} or src/${target} is in no layer of the house.`];
  if (from === to || low < high || (high === 6 && low === 6)) return [];
  return [
    low === high
      ? `src/${file} imports src/${target}: ${from} and ${to} are siblings, and siblings never import each other.`
      : `src/${file} imports src/${target}: layer ${high} must not know layer ${low}, imports point down only.`,
  ];
}

/** The shortest import cycle through a file, as one sentence; empty if there is none. */
function circleThrough(file: string, imports: ReadonlyMap<string, readonly string[]>): string[] {
  const from = new Map<string, string>();
  const waiting = [file];
  for (const at of waiting) {
    for (const target of imports.get(at) ?? []) {
      if (target === file) return [`src/${[file, ...wayTo(at, from), file].join(' imports src/')}.`];
      if (from.has(target)) continue;
      from.set(target, at);
      waiting.push(target);
    }
  }
  return [];
}

/** The files on the way to a file, without the first. */
function wayTo(file: string, from: ReadonlyMap<string, string>): string[] {
  const before = from.get(file);
  return before === undefined ? [] : [...wayTo(before, from), file];
}

function mannersFaults(file: string, text: string): string[] {
  const name = file.slice(file.lastIndexOf('/') + 1);
  const code = withoutComments(text);
  const lines = text.trimEnd().split('\n').length;
  const faults: [boolean, string][] = [
    [!/^[a-z0-9]+(?:-[a-z0-9]+)*\.ts$/.test(name), 'must be named in kebab-case'],
    [vagueNames.test(name) && file !== 'index.ts', 'has a name that says nothing'],
    [lines > 300, `has ${lines} lines; 300 is the limit`],
    [/\bexport default\b/.test(code), 'exports by default; export by name'],
    [
      /\bprocess\.env\b/.test(code) && folderOf(file) !== 'config',
      'reads process.env, which only src/config does',
    ],
    [/\bconsole\.\w/.test(code), 'writes to the console; the log is in src/observe'],
    [
      /\bprocess\.stdout\b/.test(code) && folderOf(file) !== 'observe',
      'writes to stdout, which only src/observe does',
    ],
    [isBarrel(file, text), 'only passes on what others export; import from where it is made'],
  ];
  return faults.flatMap(([isFault, sentence]) => (isFault ? [`src/${file} ${sentence}.`] : []));
}

function isBarrel(file: string, text: string): boolean {
  if (file === 'index.ts') return false;
  const { statements } = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022);
  return (
    statements.length > 0 && statements.every((each) => ts.isExportDeclaration(each) && each.moduleSpecifier)
  );
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}

function testFaults(file: string, text: string): string[] {
  const faults: [RegExp, string][] = [
    [/\bjest\s*\.\s*(?:mock|unstable_mockModule|doMock)\b/, 'mocks a module; hand in what it depends on'],
    [
      /\b(?:test|it|describe)(?:\.each)?\.(?:skip|only|todo)\b|\bx(?:test|it|describe)\(/,
      'skips tests; a missing tool fails',
    ],
  ];
  return faults.flatMap(([pattern, sentence]) =>
    pattern.test(withoutComments(text)) ? [`test/${file} ${sentence}.`] : [],
  );
}

describe('the source code', () => {
  test('has imports that keep to the layers, and dependencies only in their allowed folders', () => {
    expect(files.flatMap(({ file, text }) => importFaults(file, text))).toEqual([]);
  });

  test('has no import cycle', () => {
    const known = new Map(
      files.map(({ file, text }) => [
        file,
        importsOf(text)
          .filter((target) => target.startsWith('.'))
          .map((target) => normalize(join(dirname(file), target)).replace(/\.js$/, '.ts')),
      ]),
    );
    expect([...known.keys()].flatMap((file) => circleThrough(file, known))).toEqual([]);
  });

  test('keeps to the rules for the names, sizes and style of files', () => {
    expect(files.flatMap(({ file, text }) => mannersFaults(file, text))).toEqual([]);
  });

  test('has a README of at most 30 lines in every folder', () => {
    const folders = [
      ...new Set(files.filter(({ file }) => file.includes('/')).map(({ file }) => folderOf(file))),
    ];
    const faults = folders.flatMap((folder) => {
      const path = join('src', folder, 'README.md');
      if (!existsSync(path)) return [`src/${folder} has no README.md.`];
      const lines = readFileSync(path, 'utf8').trimEnd().split('\n').length;
      return lines > 30 ? [`${path} has ${lines} lines; 30 is the limit.`] : [];
    });
    expect(faults).toEqual([]);
  });

  test('has READMEs that name only existing files', () => {
    const folders = readdirSync('src', { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const faults = folders.flatMap(({ name }) => {
      const page = readFileSync(join('src', name, 'README.md'), 'utf8');
      const named = [...page.matchAll(/`([\w./-]+\.ts)`/g)].map(([, file = '']) => file);
      const isThere = (file: string) =>
        [join('src', name), 'src', '.'].some((at) => existsSync(join(at, file)));
      return named.filter((file) => !isThere(file)).map((file) => `src/${name}/README.md names ${file}.`);
    });
    expect(faults).toEqual([]);
  });

  test('imports exactly the dependencies of package.json', () => {
    const used = files
      .flatMap(({ text }) => importsOf(text))
      .filter((target) => !target.startsWith('.') && !target.startsWith('node:'))
      .map(packageOf);
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
      dependencies: Record<string, string>;
    };
    expect([...new Set(used)].sort()).toEqual(Object.keys(manifest.dependencies).sort());
  });

  test('has tests that mock no module and skip nothing', () => {
    const tests = (readdirSync('test', { recursive: true }) as string[]).filter((file) =>
      file.endsWith('.ts'),
    );
    const faults = tests
      .filter((file) => file !== 'unit/architecture.test.ts')
      .flatMap((file) => testFaults(file, readFileSync(join('test', file), 'utf8')));
    expect(faults).toEqual([]);
  });
});

describe('the architecture check reports', () => {
  test.each<[string, string, string]>([
    [
      'map/x.ts',
      "import { a } from '../pipeline/a.js';",
      'src/map/x.ts imports src/pipeline/a.js: layer 2 must not know layer 3, imports point down only.',
    ],
    [
      'map/x.ts',
      "import type { A } from '../tokens/a.js';",
      'src/map/x.ts imports src/tokens/a.js: map and tokens are siblings, and siblings never import each other.',
    ],
    [
      'map/deep/x.ts',
      "export { a } from '../../gateway/a.js';",
      'src/map/deep/x.ts imports src/gateway/a.js: layer 2 must not know layer 4, imports point down only.',
    ],
    [
      'gateway/x.ts',
      "const a = await import('undici');",
      'src/gateway/x.ts imports undici, whose door is src/upstream.',
    ],
    [
      'gateway/x.ts',
      "import a from 'left-pad';",
      'src/gateway/x.ts imports left-pad, which has no door: name its folders in this test.',
    ],
    [
      'other/x.ts',
      "import a from '../map/a.js';",
      'src/other/x.ts or src/map/a.js is in no layer of the house.',
    ],
  ])('%s with %s', (file, text, sentence) => {
    expect(importFaults(file, text)).toEqual([sentence]);
  });

  test('files that import each other, even through a third one', () => {
    const imports = new Map([
      ['map/a.ts', ['map/b.ts']],
      ['map/b.ts', ['map/c.ts', 'map/d.ts']],
      ['map/c.ts', ['map/a.ts']],
      ['map/d.ts', []],
    ]);
    expect(circleThrough('map/a.ts', imports)).toEqual([
      'src/map/a.ts imports src/map/b.ts imports src/map/c.ts imports src/map/a.ts.',
    ]);
    expect(circleThrough('map/d.ts', imports)).toEqual([]);
  });

  test.each<[string, string, RegExp]>([
    ['map/readMap.ts', '', /kebab-case/],
    ['map/utils.ts', '', /says nothing/],
    ['map/index.ts', '', /says nothing/],
    ['map/x.ts', 'a;\n'.repeat(301), /300 is the limit/],
    ['map/x.ts', 'export default 1;', /export by name/],
    ['map/x.ts', 'const a = process.env.A;', /only src\/config/],
    ['map/x.ts', 'console.log(1);', /src\/observe/],
    ['map/x.ts', 'process.stdout.write("");', /only src\/observe/],
    ['map/x.ts', "export { a } from './a.js';", /where it is made/],
  ])('%s with %j', (file, text, sentence) => {
    expect(mannersFaults(file, text)).toEqual([expect.stringMatching(sentence)]);
  });

  test.each([
    ['test.skip("x", () => {})', /skips/],
    ['jest.mock("./x")', /mocks/],
  ])('a test with %s', (text, sentence) => {
    expect(testFaults('x.test.ts', text)).toEqual([expect.stringMatching(sentence)]);
  });
});
