import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'undici';
import type { RunningHoldover } from '../support/running-holdover.js';

/** Set in the environment of a process whose heap is to be measured. */
export const inspectorEnv = { NODE_OPTIONS: '--inspect=127.0.0.1:0' } as const;

/** MiB of the heap in use after a garbage collection, from Node's inspector. */
export async function heapOf(holdover: RunningHoldover): Promise<number> {
  const [, url = ''] = /Debugger listening on (\S+)/.exec(holdover.stderr()) ?? [];
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', () => {
      reject(new Error(`There is no inspector at ${url}`));
    });
  });
  try {
    // Twice: the first collection may release objects that hold others.
    for (let round = 0; round < 2; round += 1) {
      await ask(socket, 'HeapProfiler.collectGarbage');
      await delay(100);
    }
    const { usedSize } = (await ask(socket, 'Runtime.getHeapUsage')) as { usedSize: number };
    return Math.round((usedSize / 1024 / 1024) * 10) / 10;
  } finally {
    socket.close();
  }
}

function ask(socket: WebSocket, method: string): Promise<unknown> {
  return new Promise((resolve) => {
    socket.addEventListener(
      'message',
      ({ data }) => {
        resolve((JSON.parse(String(data)) as { result: unknown }).result);
      },
      { once: true },
    );
    socket.send(JSON.stringify({ id: 1, method }));
  });
}
