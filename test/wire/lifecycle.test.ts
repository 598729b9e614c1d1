import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { runLifecycle, type LifecycleDeps } from '../../src/gateway/ports/lifecycle.js';
import { createLogger } from '../../src/observe/log/logger.js';
import { headersOf } from './raw-client.js';
import { jsonReply, openStage, type Stage } from './stage.js';

const h = 'Host: v1.example\r\n';
const get = `GET /api/users HTTP/1.1\r\n${h}\r\n`;

let stage: Stage;

afterEach(async () => {
  await stage.close();
});

interface Running {
  readonly signal: (name: string) => void;
  readonly exited: Promise<number>;
  readonly lines: () => string;
}

function run(more: Partial<LifecycleDeps> = {}): Running {
  const signals = new EventEmitter();
  let lines = '';
  const log = createLogger({ level: 'debug', sink: { write: (text) => (lines += text) } });
  let exit: (code: number) => void = () => undefined;
  const exited = new Promise<number>((resolve) => (exit = resolve));
  runLifecycle({
    gateway: stage.gateway,
    signals,
    lameDuckMs: 0,
    drainMs: 5_000,
    reload: () => undefined,
    release: () => Promise.resolve(),
    log,
    exit: (code) => {
      exit(code);
    },
    ...more,
  });
  return {
    signal: (name) => void signals.emit(name),
    exited,
    lines: () => {
      log.flush();
      return lines;
    },
  };
}

/** A stage whose requests wait until the test releases them. */
async function openSlow(): Promise<() => void> {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  stage = await openStage({
    upstreamUrl: 'http://127.0.0.1:9',
    answer: async () => {
      await released;
      return jsonReply({ ok: true });
    },
  });
  return release;
}

describe('after SIGTERM', () => {
  test('/readyz fails while /livez succeeds, and requests are still served, the last ones on their connections', async () => {
    stage = await openStage({ upstreamUrl: 'http://127.0.0.1:9' });
    const { signal, exited } = run({ lameDuckMs: 300 });
    expect((await fetch(`${stage.admin}/readyz`)).status).toBe(200);
    signal('SIGTERM');
    expect((await fetch(`${stage.admin}/readyz`)).status).toBe(503);
    expect((await fetch(`${stage.admin}/livez`)).status).toBe(200);
    const client = await stage.connect();
    client.send(get);
    const answer = await client.answer();
    expect(answer?.status).toBe(200);
    expect(headersOf(answer)['connection']).toBe('close');
    expect(await exited).toBe(0);
    await expect(fetch(`${stage.admin}/livez`)).rejects.toThrow();
  });

  test('requests in flight are finished, then the process ends despite silent or idle sockets', async () => {
    const release = await openSlow();
    const silent = await stage.connect();
    const busy = await stage.connect();
    busy.send(get);
    while (stage.asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const { signal, exited } = run();
    signal('SIGTERM');
    await expectRefused(stage.http);
    release();
    expect((await busy.answer())?.status).toBe(200);
    expect(await exited).toBe(0);
    await silent.closed();
  });

  test('an idle kept-alive connection ends at once, a busy one after its answer', async () => {
    stage = await openStage({ upstreamUrl: 'http://127.0.0.1:9' });
    const client = await stage.connect();
    client.send(get);
    expect(headersOf(await client.answer())['connection']).toBe('keep-alive');
    const { signal, exited } = run();
    signal('SIGINT');
    await client.closed();
    expect(await exited).toBe(0);
  });

  test('the deadline cuts requests that do not end, and the exit code says so', async () => {
    await openSlow();
    const client = await stage.connect();
    client.send(get);
    while (stage.asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const { signal, exited, lines } = run({ drainMs: 20 });
    signal('SIGTERM');
    expect(await exited).toBe(1);
    expect(lines()).toContain('"requests":1');
    expect((await client.closed()).toString()).toBe('');
  });

  test('a second signal ends the process at once', async () => {
    await openSlow();
    const { signal, exited } = run({ lameDuckMs: 100, drainMs: 0 });
    signal('SIGTERM');
    signal('SIGTERM');
    expect(await exited).toBe(1);
  });
});

describe('SIGHUP', () => {
  test('keeps the old configuration when the new files are invalid, and says so', async () => {
    stage = await openStage({ upstreamUrl: 'http://127.0.0.1:9' });
    const { signal, lines } = run({
      reload: () => {
        throw new Error('clients.yaml:3:1 client_id must not be empty');
      },
    });
    signal('SIGHUP');
    const client = await stage.connect();
    client.send(get);
    expect((await client.answer())?.status).toBe(200);
    expect(lines()).toContain('clients.yaml:3:1 client_id must not be empty');
  });

  test('sent many times in a row causes one reload after the last signal, because each reload pauses all requests', async () => {
    stage = await openStage({ upstreamUrl: 'http://127.0.0.1:9' });
    let finish = (): void => undefined;
    let reloads = 0;
    const { signal } = run({
      reload: () => {
        reloads += 1;
        return new Promise((resolve) => (finish = resolve));
      },
    });
    const storm = async (): Promise<number> => {
      for (let n = 0; n < 50; n += 1) signal('SIGHUP');
      await delay(20);
      return reloads;
    };
    expect(await storm()).toBe(1);
    // These signals may concern files that the reload in progress has already read.
    expect(await storm()).toBe(1);
    finish();
    await delay(20);
    expect(reloads).toBe(2);
    finish();
    await delay(20);
    expect(reloads).toBe(2);
    expect(await storm()).toBe(3);
  });
});

async function expectRefused(base: string): Promise<void> {
  for (;;) {
    try {
      const client = await stage.connect(base);
      client.destroy();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // Reset: the connection was in the backlog when the port closed.
      if (code === 'ECONNRESET') continue;
      expect(code).toBe('ECONNREFUSED');
      return;
    }
  }
}
