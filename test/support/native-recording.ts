import { createAsk, type Asked } from '../../src/parity/ask.js';
import { createCallerTokens } from '../../src/parity/clients/caller-tokens.js';
import type { Exchange, RecordedRequest } from '../../src/parity/recording.js';
import type { Redaction } from '../../src/parity/redaction/redaction.js';
import { v1Grant } from '../../src/parity/clients/v1-grant.js';
import { writeRecording } from '../../src/parity/record/write-recording.js';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';

/** One v1 request: `METHOD /target`, the body, and the caller (default: the app client). */
export type ParityCase = readonly [
  line: string,
  body?: object | undefined,
  asker?: 'app' | 'global' | 'none',
];

interface NativeRecording {
  /** Base URL of the v1. */
  readonly control: string;
  /** The file to write. */
  readonly path: string;
  readonly redaction: Redaction;
}

/** Sends the requests to a v1 one after the other and writes the answers like the recorder: redacted. */
export async function recordNative(
  cases: readonly ParityCase[],
  { control, path, redaction }: NativeRecording,
): Promise<void> {
  const { ask, close } = createAsk({ base: control, connections: 1, timeoutMs: 10_000 });
  const bearerOf = createCallerTokens(v1Grant(ask), Object.values(demoClients));
  const recording = await writeRecording(path, {
    recording: 'holdover',
    version: 1,
    control,
    emails: redaction.emails,
  });
  const recordOne = async ([line, body, asker = 'app']: ParityCase): Promise<Omit<Exchange, 'id'>> => {
    const caller = asker === 'none' ? 'none' : `client:${demoClients[asker].clientId}`;
    const token = await bearerOf(caller);
    const request = requestOf(line, body);
    const asked: Asked = { ...request, ...(token === 'unknown' ? {} : token) };
    const reply = await ask(asked);
    const again = request.method === 'GET' ? await ask(asked) : undefined;
    return { caller, request, reply, ...(again === undefined ? {} : { again }) };
  };
  try {
    for (const each of cases) await recording.append(redaction.exchange(await recordOne(each)));
  } finally {
    await recording.close();
    close();
  }
}

function requestOf(line: string, body: object | undefined): RecordedRequest {
  const [method = '', target = ''] = line.split(' ');
  if (body === undefined) return { method, target, headers: {} };
  return { method, target, headers: { 'content-type': 'application/json' }, body: { json: body } };
}
