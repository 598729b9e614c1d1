import { createOperatorsPage } from '../../src/console/operators-page.js';
import { GatewayError } from '../../src/errors/gateway-error.js';
import { usualBounds } from '../../src/gateway/limits/bounds.js';
import { createGateway, type Gateway, type GatewayDeps } from '../../src/gateway/gateway.js';
import type { Listening } from '../../src/gateway/ports/ports.js';
import { loadMap } from '../../src/map/load-map.js';
import type { Street } from '../../src/gateway/street.js';
import { createLogger } from '../../src/observe/log/logger.js';
import { createMetrics } from '../../src/observe/metrics/metrics.js';
import { noTracing } from '../../src/observe/tracing/tracing.js';
import { memoryUsage, UsageLedger } from '../../src/observe/usage/usage-ledger.js';
import type { V1Reply, V1Request } from '../../src/pipeline/exchange.js';
import { reshapes } from '../../src/reshapes/registry.js';
import { AnswerRoom } from '../../src/upstream/wire/answer-room.js';
import { RawClient } from './raw-client.js';

/** The gateway on its own ports, with the shipped map and a pipeline of the test. */
export interface Stage extends Listening {
  readonly gateway: Gateway;
  /** The requests that reached the pipeline. */
  readonly asked: V1Request[];
  /** The log's lines, parsed. */
  logged(): Record<string, unknown>[];
  /** The first log line, past or future, that has these fields. */
  line(fields: Record<string, unknown>): Promise<Record<string, unknown>>;
  connect(base?: string): Promise<RawClient>;
  close(): Promise<void>;
}

const nothing = (): void => undefined;

const map = loadMap({
  folders: ['routes-map'],
  reshapes,
  settings: { nulls: 'preserve', userMetadataKeys: [] },
  dialect: 'current',
});

export function jsonReply(value: unknown, headers: Record<string, string> = {}): V1Reply {
  return {
    status: 200,
    headers,
    body: { kind: 'json', value },
    outcome: { caller: { kind: 'app', clientId: 'legacy' }, calls: 1, lossy: [] },
  };
}

export type StageDeps = Omit<Partial<GatewayDeps>, 'street'> &
  Partial<Pick<Street, 'answer' | 'confirm' | 'shadow'>> &
  Pick<GatewayDeps, 'upstreamUrl'>;

export async function openStage({
  answer = () => Promise.resolve(jsonReply({ ok: true })),
  confirm = () => Promise.reject(new GatewayError('ticket-invalid')),
  shadow,
  ...more
}: StageDeps): Promise<Stage> {
  const asked: V1Request[] = [];
  const lines: Record<string, unknown>[] = [];
  const waiting = new Set<() => void>();
  const write = (text: string): void => {
    for (const line of text.split('\n').filter(Boolean))
      lines.push(JSON.parse(line) as Record<string, unknown>);
    for (const look of waiting) look();
  };
  const log = createLogger({ level: 'debug', sink: { write } });
  const gateway = createGateway({
    passedWrite: () => undefined,
    street: {
      routes: map.index,
      table: map.routes,
      errors: map.errors,
      answer: (request) => {
        asked.push(request);
        return answer(request);
      },
      lookAtTicket: () => Promise.reject(new GatewayError('ticket-invalid')),
      confirm,
      shadow,
    },
    issue: ({ clientId }) =>
      Promise.resolve({ access_token: `token-of-${clientId}`, token_type: 'bearer', kind: 'global' }),
    revocations: { revoke: () => Promise.reject(new Error('not in this test')), revocations: () => [] },
    adminToken: () => undefined,
    sharedState: () => 'not used',
    tracing: noTracing,
    log,
    metrics: createMetrics({ version: '0.0.0' }),
    publicUrl: undefined,
    usage: new UsageLedger({ store: memoryUsage(), onRefusing: nothing, onTaking: nothing, onLost: nothing }),
    listed: () => [],
    console: createOperatorsPage({ version: '0.0.0', now: () => 0 }),
    migration: { deprecatedAt: undefined, sunsetAt: undefined, guide: undefined },
    trustedProxies: [],
    timeoutMs: 10_000,
    addresses: { http: onLoopback, tls: undefined, admin: onLoopback },
    obtainToken: undefined,
    room: new AnswerRoom(usualBounds.answerBytes),
    ...more,
  });
  const listening = await gateway.listen();
  const clients: RawClient[] = [];
  return {
    ...listening,
    gateway,
    asked,
    logged: () => {
      log.flush();
      return lines;
    },
    line: (fields) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = lines.find((line) =>
            Object.entries(fields).every(([key, value]) => line[key] === value),
          );
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    connect: async (base = listening.http) => {
      const client = await RawClient.connect(base);
      clients.push(client);
      return client;
    },
    close: async () => {
      for (const client of clients) client.destroy();
      await gateway.close();
    },
  };
}

export const onLoopback = { host: '127.0.0.1', port: 0 } as const;
