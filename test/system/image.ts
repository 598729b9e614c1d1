import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import dockerignore from '@balena/dockerignore';
import { readDockerfile, type ImageSettings, type ImageStage, type CopyStep } from '../support/dockerfile.js';

const run = promisify(execFile);

/** The Node version of the image's base, which `setup.sh` installs. */
export const imageNode = resolve('test/system/tools/node-24/node_modules/node/bin/node');

/** The result of the Dockerfile, built without a container engine. */
export interface Image {
  /** The folder with what the last stage adds to its base. */
  readonly root: string;
  readonly settings: ImageSettings;
  remove(): Promise<void>;
}

interface Building {
  /** The files that git knows and `.dockerignore` lets through, relative to the checkout. */
  readonly context: readonly string[];
  /** Root folder of each stage, by name. */
  readonly roots: Map<string, string>;
}

/**
 * Carries out the Dockerfile's steps as they are written: each stage is a folder of its own, COPY takes from the build
 * context or from another stage, RUN runs in the stage's working directory with the base's Node and an environment
 * without this process's. Only the base is not the real one: `startContainer` puts the last stage's base under it.
 */
export async function buildImage(): Promise<Image> {
  const folder = await mkdtemp(join(tmpdir(), 'holdover-image-'));
  const { stages, settings } = readDockerfile(await readFile('Dockerfile', 'utf8'));
  const building: Building = { context: await contextFiles(), roots: new Map() };
  let root = folder;
  for (const [at, stage] of stages.entries()) {
    root = join(folder, String(at));
    building.roots.set(stage.name ?? String(at), root);
    await buildStage(stage, root, building);
  }
  return { root, settings, remove: () => rm(folder, { recursive: true, force: true }) };
}

async function contextFiles(): Promise<string[]> {
  const { stdout } = await run('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z']);
  const ignore = dockerignore.default().add(await readFile('.dockerignore', 'utf8'));
  return ignore.filter(stdout.split('\0').filter(Boolean));
}

async function buildStage({ base, steps }: ImageStage, root: string, building: Building): Promise<void> {
  if (!/^node:24\b/.test(base))
    throw new Error(`There is no ${base} here; test/system/setup.sh has Node 24.`);
  await mkdir(root, { recursive: true });
  let directory = root;
  for (const step of steps) {
    if (step.kind === 'workdir') {
      directory = join(root, step.path);
      await mkdir(directory, { recursive: true });
    } else if (step.kind === 'copy') await copy(step, directory, building);
    else await runStep(step.command, directory);
  }
}

/**
 * A folder's content goes into the target; a file goes into the target where it is a folder with a slash at its end.
 */
async function copy(
  { from, sources, target }: CopyStep,
  directory: string,
  { context, roots }: Building,
): Promise<void> {
  for (const source of sources) {
    const [origin, wanted] = from === undefined ? [resolve('.'), context] : [roots.get(from), undefined];
    if (origin === undefined) throw new Error(`COPY --from=${from ?? ''} names no stage.`);
    const found = join(origin, source);
    const isFolder = (await stat(found)).isDirectory();
    const files = wanted?.filter((each) => each === source || each.startsWith(`${source}/`));
    if (files?.length === 0) throw new Error(`.dockerignore lets nothing of ${source} through.`);
    const into = join(directory, target);
    if (files === undefined || !isFolder) {
      await cp(found, isFolder || !target.endsWith('/') ? into : join(into, basename(source)), deep);
      continue;
    }
    for (const file of files) {
      const place = join(into, file.slice(source.length));
      await mkdir(dirname(place), { recursive: true });
      await cp(join(origin, file), place);
    }
  }
}

const deep = { recursive: true, verbatimSymlinks: true } as const;

const ofTheNetwork = /^(?:(?:https?|no)_proxy|node_extra_ca_certs|npm_config_(?:registry|cafile))$/i;

async function runStep(command: string, cwd: string): Promise<void> {
  // This machine's settings for the registry; nothing else of this process's environment is passed on.
  const passed = Object.entries(process.env).filter(([key]) => ofTheNetwork.test(key));
  const env = {
    ...Object.fromEntries(passed),
    PATH: `${dirname(imageNode)}:${process.env['PATH'] ?? ''}`,
    HOME: process.env['HOME'],
  };
  await run('sh', ['-c', command], { cwd, env, timeout: 300_000, maxBuffer: 16 * 1024 * 1024 });
}
