import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { DockerfileParser } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';
import { readDockerfile } from '../../support/dockerfile.js';

const text = readFileSync('Dockerfile', 'utf8');
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string; license: string };

/** One sentence per fault: those that dockerfile-utils finds, as editors do, and those by rules of this project. */
function faultsOf(dockerfile: string): string[] {
  const syntax = validate(dockerfile).map(({ message }) =>
    typeof message === 'string' ? message : message.value,
  );
  if (syntax.length > 0) return syntax;
  const { stages, settings } = readDockerfile(dockerfile);
  const instructions = DockerfileParser.parse(dockerfile).getInstructions();
  const runs = stages.flatMap(({ steps }) => steps.filter((step) => step.kind === 'run'));
  const copies = stages.flatMap(({ steps }) => steps.filter((step) => step.kind === 'copy'));
  const rules: [boolean, string][] = [
    [stages.every(({ base }) => /^node:(?:2[4-9]|[3-9]\d)-slim$/.test(base)), 'base a current LTS'],
    [new Set(stages.map(({ base }) => base)).size === 1, 'one base for all stages'],
    [instructions.every((each) => each.getKeyword() !== 'ADD'), 'COPY, not ADD'],
    [copies.every(({ sources }) => !sources.includes('.')), 'name what is copied'],
    [
      runs.every(({ command }) => !/\bnpm (?:i|install)\b/.test(command)),
      'npm ci, which keeps to the lock file',
    ],
    [
      runs
        .filter(({ command }) => /\bnpm ci\b/.test(command))
        .every(({ command }) => command.includes('--ignore-scripts')),
      'no script of a dependency',
    ],
    [stages.at(-1)?.steps.every(({ kind }) => kind !== 'run') === true, 'nothing run in the last stage'],
    [settings.user === '65532:65532', 'the user nobody else is, by number'],
    [settings.entrypoint[0] === 'node' && settings.cmd.length > 0, 'no shell before number 1'],
    [settings.health.command.at(-1) === 'health', 'a health check'],
    [settings.env['NODE_ENV'] === 'production', 'production'],
    [Object.keys(settings.env).every((key) => !/SECRET|TOKEN|PASSW|KEY/.test(key)), 'no secret'],
    [!/^ARG .*(?:SECRET|TOKEN|PASSW|KEY)/m.test(dockerfile), 'no secret'],
  ];
  return rules.filter(([isKept]) => !isKept).map(([, rule]) => rule);
}

describe('the Dockerfile', () => {
  test('passes all checks', () => {
    expect(faultsOf(text)).toEqual([]);
  });

  test.each<[string, (whole: string) => string, string | RegExp]>([
    ['an instruction that is none', (whole) => whole.replace('WORKDIR', 'WORKDIRS'), /Unknown instruction/],
    ['a flag that is none', (whole) => whole.replace('--timeout', '--timeouts'), /Unknown flag/],
    ['a duration that is none', (whole) => whole.replace('=30s', '=30'), /missing unit/],
    ['a port that is none', (whole) => whole.replace('8443', '844a'), /Invalid containerPort/],
    ['a folder that is relative', (whole) => whole.replace('WORKDIR /app', 'WORKDIR app'), /./],
    ['an unnamed version', (whole) => whole.replaceAll('node:24-slim', 'node:latest'), 'base a current LTS'],
    ['two bases', (whole) => whole.replace('node:24-slim AS build', 'node:26-slim AS build'), /one base/],
    ['the whole checkout', (whole) => whole.replace('COPY src ./src', 'COPY . .'), 'name what is copied'],
    ['an ADD', (whole) => whole.replace('COPY src ./src', 'ADD src ./src'), /./],
    ['root', (whole) => whole.replace(/USER.*\n/, ''), 'the user nobody else is, by number'],
    ['a user by name', (whole) => whole.replace('65532:65532', 'node'), /by number/],
    ['no health check', (whole) => whole.replace(/HEALTHCHECK.*\n/, ''), 'a health check'],
    ['npm install', (whole) => whole.replace('npm ci --ignore', 'npm install --ignore'), /npm ci/],
    ['scripts of others', (whole) => whole.replace('--ignore-scripts ', ''), 'no script of a dependency'],
    ['a secret', (whole) => whole.replace('ARG VERSION', 'ARG NPM_TOKEN=\nARG VERSION'), 'no secret'],
  ])('would fail with %s', (_what, spoil, fault) => {
    const spoilt = spoil(text);
    expect(spoilt).not.toBe(text);
    let faults: string[];
    try {
      faults = faultsOf(spoilt);
    } catch (error) {
      faults = [(error as Error).message];
    }
    expect(faults).toContainEqual(typeof fault === 'string' ? fault : expect.stringMatching(fault));
  });

  test('labels the image with the values of package.json', () => {
    const { labels } = readDockerfile(text).settings;
    expect(labels).toMatchObject({
      'org.opencontainers.image.title': 'holdover',
      'org.opencontainers.image.licenses': manifest.license,
      'org.opencontainers.image.version': '$VERSION',
      'org.opencontainers.image.revision': '$REVISION',
    });
    expect(text).toContain(`ARG VERSION=${manifest.version}\n`);
  });
});
