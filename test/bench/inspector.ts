import { WebSocket } from 'undici';

/** One session with the inspector of a Node process. */
export interface Inspector {
  ask(method: string, params?: object): Promise<unknown>;
  close(): void;
}

/** @param said the process's output on stderr, started with `--inspect=127.0.0.1:0` */
export async function openInspector(said: string): Promise<Inspector> {
  const url = /Debugger listening on (\S+)/.exec(said)?.[1];
  if (url === undefined) throw new Error(`No inspector listens:\n${said}`);
  const socket = new WebSocket(url);
  await new Promise((open, fail) => {
    socket.addEventListener('open', open);
    socket.addEventListener('error', fail);
  });
  const waiting = new Map<number, (result: unknown) => void>();
  socket.addEventListener('message', ({ data }) => {
    const { id, result } = JSON.parse(String(data)) as { id?: number; result?: unknown };
    if (id !== undefined) waiting.get(id)?.(result);
  });
  let asked = 0;
  return {
    ask: (method, params = {}) => {
      asked += 1;
      socket.send(JSON.stringify({ id: asked, method, params }));
      return new Promise((resolve) => waiting.set(asked, resolve));
    },
    close: () => {
      socket.close();
    },
  };
}
