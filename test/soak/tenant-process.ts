import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

export interface TenantProcess {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * The embedded tenant in a process of its own, so that it and the clients do not delay each other.
 *
 * @throws Error with its output, when it ends before it listens
 */
export async function startTenantProcess(users: number): Promise<TenantProcess> {
  const options = ['sandbox', '--json', '--port', '0', '--users', String(users)];
  const child = spawn(process.execPath, [resolve('dist/main.js'), ...options]);
  const end = (): void => void child.kill();
  process.once('exit', end);
  let printed = '';
  const isListening = new Promise<void>((listen, fail) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => (printed += text));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      if (printed.includes('\n')) listen();
    });
    child.once('exit', () => {
      fail(new Error(printed));
    });
  });
  await isListening;
  return {
    url: (JSON.parse(printed) as { url: string }).url,
    close: async () => {
      const ended = once(child, 'exit');
      process.off('exit', end);
      child.kill();
      await ended;
    },
  };
}
