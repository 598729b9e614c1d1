import { afterEach, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createRedisState } from '../../../src/state/redis/redis-state.js';
import type { NoteKeeper, SharedState } from '../../../src/state/shared-state.js';

const hasty = { answerMs: 100, lookMs: 20, readMs: 40, pauseMs: 20 };
const idle: NoteKeeper = { known: () => [], learn: () => undefined };
const note = { text: 'a note', until: Date.now() + 60_000 };

const cleanUps: (() => void)[] = [];

afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

interface Watched {
  readonly state: SharedState;
  readonly said: string[];
}

function stateAt(port: number): Watched {
  const said: string[] = [];
  const state = createRedisState({
    url: `redis://user:canary-password@127.0.0.1:${port}`,
    prefix: 'test',
    patience: hasty,
    onAway: (reason) => said.push(`away: ${reason}`),
    onRefusing: (reason) => said.push(`refusing: ${reason}`),
    onTaking: () => said.push('taking'),
    onBack: () => said.push('back'),
  });
  cleanUps.push(() => {
    state.close();
  });
  return { state, said };
}

/** A server that is not Redis. */
async function strangeServer(
  greet: (socket: Socket) => void,
): Promise<{ port: number; asked: () => number }> {
  let asked = 0;
  const server = createServer((socket) => {
    asked += 1;
    socket.on('error', () => undefined);
    cleanUps.push(() => void socket.destroy());
    greet(socket);
  });
  return { port: await listen(server), asked: () => asked };
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanUps.push(() => void server.close());
  return (server.address() as AddressInfo).port;
}

async function closedPort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  server.close();
  await once(server, 'close');
  return port;
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setImmediate(resolve));
}

describe('a Redis that is away', () => {
  test('does not prevent the start, and a note stays in the process for now', async () => {
    const { state, said } = stateAt(await closedPort());
    const tell = state.share('notes', idle);
    await state.open();
    expect(await tell(note)).toBe('here-for-now');
    expect(said).toEqual(['away: ECONNREFUSED']);
    expect(state.standing()).toBe('away');
  });

  test.each<[string, (socket: Socket) => void]>([
    ['never answers', () => undefined],
    ['closes each connection', (socket) => void socket.end()],
    ['speaks another language', (socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['refuses the password', (socket) => void socket.write('-WRONGPASS invalid username-password pair\r\n')],
  ])('is reported once, however often it is tried, when a server in its place %s', async (_what, greet) => {
    const { port, asked } = await strangeServer(greet);
    const { state, said } = stateAt(port);
    const tell = state.share('notes', idle);
    await state.open();
    await until(() => asked() >= 8);
    expect(await tell(note)).toBe('here-for-now');
    expect(said).toEqual([expect.stringMatching(/^away: /)]);
    expect(said.join()).not.toContain('canary-password');
  });

  test('is not reported when the state is closed before Redis has answered', async () => {
    const { port, asked } = await strangeServer(() => undefined);
    const { state, said } = stateAt(port);
    const opened = state.open();
    await until(() => asked() > 0);
    state.close();
    await opened;
    expect(said).toEqual([]);
  });
});
