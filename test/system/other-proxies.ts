import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from './free-port.js';

/** A proxy from Debian's packages with its defaults, in front of the tenant. */
export interface OtherProxy {
  readonly url: string;
  close(): Promise<void>;
}

export async function startNginx(tenant: string): Promise<OtherProxy> {
  return start('nginx', (folder, port) => ({
    file: 'nginx.conf',
    args: ['-p', folder, '-e', 'stderr', '-c'],
    text: `
      daemon off;
      master_process off;
      pid ${folder}/pid;
      events {}
      http {
        access_log off;
        ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join('\n')}
        server {
          listen 127.0.0.1:${port};
          location / { proxy_pass ${tenant}; }
        }
      }`,
  }));
}

export async function startHaproxy(tenant: string): Promise<OtherProxy> {
  return start('haproxy', (_folder, port) => ({
    file: 'haproxy.cfg',
    args: ['-db', '-f'],
    text: `
defaults
  mode http
  timeout connect 2s
  timeout client 10s
  timeout server 10s
frontend edge
  bind 127.0.0.1:${port}
  default_backend tenant
backend tenant
  server tenant ${new URL(tenant).host}
`,
  }));
}

interface Setting {
  readonly file: string;
  /** All but the last, which is the file's path. */
  readonly args: readonly string[];
  readonly text: string;
}

async function start(
  program: string,
  setting: (folder: string, port: number) => Setting,
): Promise<OtherProxy> {
  const folder = await mkdtemp(join(tmpdir(), `holdover-${program}-`));
  const port = await freePort();
  const { file, args, text } = setting(folder, port);
  const path = join(folder, file);
  await writeFile(path, text);
  const child = spawn(program, [...args, path], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` },
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (more: string) => (said += more));
  const end = (): void => void child.kill('SIGKILL');
  process.once('exit', end);
  const ended = once(child, 'exit').then(() => process.off('exit', end));
  while (!(await isListening(port))) {
    if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}:\n${said}`);
    await delay(20);
  }
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      end();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect({ host: '127.0.0.1', port });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
