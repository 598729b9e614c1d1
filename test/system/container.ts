import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { imageNode, type Image } from './image.js';

/*
 * What a strict container engine gives the process: it is process 1 in a read-only root of its own, with an empty /tmp
 * where it is asked for, as the image's user, without capabilities, with the image's environment and no other. Engines
 * use the same namespaces. Below the image are this machine's libraries, read only, and the base's Node; nothing of the
 * checkout is in there.
 */
const script = `
  set -e
  root=$1 node=$2 files=$3 tmp=$4 user=$5 directory=$6
  shift 6
  mount --bind "$root" "$root"
  for each in /bin /sbin /lib /lib32 /lib64; do [ ! -L $each ] || ln -sfn "$(readlink $each)" "$root$each"; done
  for each in usr etc; do
    mkdir -p "$root/$each" && mount --bind /$each "$root/$each" && mount -o remount,bind,ro "$root/$each"
  done
  mkdir -p "$root/proc" "$root/tmp" "$root/dev"
  mount -t tmpfs -o mode=755 none "$root/usr/local"
  mkdir "$root/usr/local/bin" && touch "$root/usr/local/bin/node"
  mount --bind "$node" "$root/usr/local/bin/node"
  mount -t tmpfs -o mode=755 none "$root/dev"
  for each in null zero urandom random; do
    touch "$root/dev/$each" && mount --bind /dev/$each "$root/dev/$each"
  done
  mount -t proc proc "$root/proc"
  [ "$tmp" = no ] || mount -t tmpfs -o mode=1777,size=16m none "$root/tmp"
  for each in /usr/local /usr/local/bin/node /dev ''; do mount -o remount,bind,ro "$root$each"; done
  ulimit -n "$files"
  exec chroot "$root" env -C "$directory" setpriv --reuid "\${user%:*}" --regid "\${user#*:}" --clear-groups \\
    --no-new-privs --bounding-set=-all --inh-caps=-all "$@"
`;

export interface ContainerOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Arguments in place of the image's CMD. */
  readonly args?: readonly string[];
  /** Whether /tmp is writable. */
  readonly tmp?: boolean;
  readonly openFiles?: number;
}

export interface Container {
  /** Base URLs without a slash at the end. */
  readonly http: string;
  readonly https: string | undefined;
  readonly admin: string;
  /** The pid of process 1 outside the container. */
  readonly pid: number;
  output(): string;
  /** Resolves once the container has printed this text. */
  says(text: string): Promise<void>;
  /** The exit code, once the container has ended. */
  readonly ended: Promise<number | null>;
  /** The result of the engine's health check. */
  health(): Promise<{ readonly code: number; readonly text: string }>;
  /** Sends SIGKILL. */
  kill(): Promise<void>;
}

/**
 * Runs the image; ports are any free ones unless the environment sets them.
 *
 * @returns as soon as it listens, or has ended
 */
export async function startContainer(image: Image, options: ContainerOptions = {}): Promise<Container> {
  const { settings } = image;
  const env = { PATH: path, ...settings.env, ...anyPorts, ...options.env };
  const words = [...settings.entrypoint, ...(options.args ?? settings.cmd)];
  const child = spawn(
    'unshare',
    [...apart, 'bash', '-c', script, 'bash', ...(await placeOf(image, options)), ...words],
    {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const { output, says } = capture(child);
  const ended = once(child, 'close').then(([code]) => code as number | null);
  await Promise.race([says('"msg":"listening"'), ended]);
  const pid = child.exitCode === null ? await childOf(child.pid ?? 0) : 0;
  return {
    ...listeningIn(output()),
    pid,
    output,
    says,
    ended,
    health: () => checkHealth(image, pid, env),
    kill: async () => {
      // Set on process 1 itself: a process that changes its user loses the signal for the death of its parent.
      if (child.exitCode === null && pid !== 0) process.kill(pid, 'SIGKILL');
      await ended;
    },
  };
}

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const apart = ['--mount', '--pid', '--ipc', '--uts', '--fork', '--kill-child', '--propagation', 'private'];
const anyPorts = { HOLDOVER_PORT: '0', HOLDOVER_ADMIN_PORT: '0', HOLDOVER_LAME_DUCK_MS: '500' };

async function placeOf(
  { root, settings }: Image,
  { openFiles = 1_024, tmp = false }: ContainerOptions,
): Promise<string[]> {
  await mkdir(join(root, 'tmp'), { recursive: true });
  return [root, imageNode, String(openFiles), tmp ? 'yes' : 'no', settings.user, settings.directory];
}

function capture(child: ChildProcess): Pick<Container, 'output' | 'says'> {
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      child.emit('printed');
    });
  return {
    output: () => printed,
    says: async (text) => {
      while (!printed.includes(text)) await once(child, 'printed');
    },
  };
}

function listeningIn(printed: string): Pick<Container, 'http' | 'https' | 'admin'> {
  const line = printed.split('\n').find((each) => each.includes('"msg":"listening"'));
  return line === undefined
    ? { http: '', https: undefined, admin: '' }
    : (JSON.parse(line) as Pick<Container, 'http' | 'https' | 'admin'>);
}

/** The process's pid outside the container. */
export async function childOf(pid: number): Promise<number> {
  return Number((await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim());
}

const run = promisify(execFile);

/** Engines run the check inside the container, as its user and with its environment. */
async function checkHealth(
  { settings }: Image,
  pid: number,
  env: Readonly<Record<string, string>>,
): Promise<{ code: number; text: string }> {
  const [reuid = '', regid = ''] = settings.user.split(':');
  const inside = ['--target', String(pid), '--mount', '--pid', '--root', '--wd'];
  const asUser = ['setpriv', '--reuid', reuid, '--regid', regid, '--clear-groups', '--no-new-privs'];
  try {
    const { stdout } = await run('nsenter', [...inside, ...asUser, ...settings.health.command], { env });
    return { code: 0, text: stdout };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, text: stdout + stderr };
  }
}
