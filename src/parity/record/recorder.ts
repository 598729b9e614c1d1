import { once } from 'node:events';
import { createServer as createHttp } from 'node:http';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { spokenOverTls } from '../../config/tls-files.js';
import type { LoadedMap } from '../../map/load-map.js';
import { throttled } from '../../observe/throttled.js';
import { withBasicCredentials } from '../../syntax/basic-credentials.js';
import { replyOf } from '../ask.js';
import { readEncoded, textOf } from '../read-encoded.js';
import { createCallerNames, type CallerNames } from '../clients/name-callers.js';
import { fieldsIn } from '../compare/compare-replies.js';
import { matchOf } from '../compare/judge.js';
import { readBody } from '../read-body.js';
import type { Exchange, RecordedBody, RecordedReply } from '../recording.js';
import { isRedacted, type Redaction } from '../redaction/redaction.js';
import { keep, openControl, type Control, type ControlOptions } from './control.js';
import { answeredHeaders } from './passed-headers.js';
import { v1Target } from './v1-target.js';

export interface RecorderOptions extends ControlOptions {
  readonly host: string;
  readonly port: number;
  /** HTTPS with this certificate; undefined: HTTP. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  /** Repeats each successful read once, to find noise. */
  readonly twice: boolean;
  /** Milliseconds that `close` waits for answers under way; later ones are cut off. */
  readonly lastAnswersMs?: number;
}

export interface RecorderDeps {
  readonly map: LoadedMap;
  readonly redaction: Redaction;
  readonly append: (exchange: Omit<Exchange, 'id'>) => Promise<void>;
  /** A sentence for the operator, such as that an exchange could not be recorded. */
  readonly note: (sentence: string) => void;
}

export interface Recorder {
  readonly url: string;
  /** Accepts no more requests. Resolves when the open ones are recorded, or have had no complete answer in time. */
  close(): Promise<Counts>;
}

/** Of v1's exchanges. Those that could not be recorded, `note` has told of, one by one. */
export interface Counts {
  readonly recorded: number;
  readonly missed: number;
}

/** A client that reads nothing for this long is cut off: `close` waits for all open requests. */
const unreadMs = 60_000;

const noteEveryMs = 1_000;

/** `close` does not wait longer for a v1 that hangs. */
const lastAnswersMs = 10_000;

/**
 * A proxy that records v1. It changes nothing, except that `Link` leads back to it. Requests that are not v1 pass
 * unrecorded; from grants at /oauth/token it learns which client a token belongs to.
 */
export async function startRecorder(options: RecorderOptions, deps: RecorderDeps): Promise<Recorder> {
  const upstream = openControl(options);
  const pending = new Set<Promise<void>>();
  const counts = { recorded: 0, missed: 0 };
  const trip: Trip = { options, deps, upstream, names: createCallerNames(), counts };
  const listener: RequestListener = (request, response) => {
    const job = passOn({ request, response }, trip)
      .catch((error: unknown) => {
        refuse(response, error);
        if (isRecorded(request, trip)) tellMissed(request, error, trip);
      })
      .finally(() => pending.delete(job));
    pending.add(job);
  };
  const server: Server =
    options.tls === undefined
      ? createHttp(listener)
      : createHttps({ ...options.tls, ALPNProtocols: spokenOverTls }, listener);
  server.listen(options.port, options.host);
  await once(server, 'listening');
  server.on('error', noting(deps));
  const { port } = server.address() as AddressInfo;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    url: `${options.tls === undefined ? 'http' : 'https'}://${host}:${port}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      const tooLong = setTimeout(upstream.close, options.lastAnswersMs ?? lastAnswersMs);
      await Promise.all(pending).finally(() => {
        clearTimeout(tooLong);
      });
      server.closeAllConnections();
      await closed;
      upstream.close();
      return counts;
    },
  };
}

/** A connection that cannot be accepted, for want of memory or file descriptors, must not end the recorder. */
function noting({ note }: RecorderDeps): (error: Error) => void {
  return throttled(noteEveryMs, ({ message }) => {
    note(`A connection could not be taken: ${message}`);
  });
}

interface Trip {
  readonly options: RecorderOptions;
  readonly deps: RecorderDeps;
  readonly upstream: Control;
  readonly names: CallerNames;
  readonly counts: { recorded: number; missed: number };
}

async function passOn(
  { request, response }: { request: IncomingMessage; response: ServerResponse },
  trip: Trip,
): Promise<void> {
  const at = new Date().toISOString();
  response.on('error', () => undefined);
  const { answer, sent } = await trip.upstream.send(request);
  response.writeHead(
    answer.statusCode ?? 502,
    answer.statusMessage,
    answeredHeaders(request, answer, trip.options),
  );
  const received = keep(answer);
  for await (const chunk of answer as AsyncIterable<Buffer>)
    if (!response.write(chunk)) await drained(response);
  response.end();
  const [asked, told] = [sent.bytes(), received.bytes()];
  if (!isRecorded(request, trip) && !isGrant(request)) return;
  try {
    if (asked === undefined || told === undefined) throw new Error('A body is too long.');
    const read = await readEncoded(told, answer.headers['content-encoding']);
    const exchange = { at, request, asked: textOf(asked), reply: replyOf(answer, read) };
    if (isGrant(request)) learn(trip.names, exchange);
    else await record(exchange, trip);
  } catch (error) {
    // The client has its answer, or is about to get it: the failure does not concern it.
    tellMissed(request, error, trip);
  }
}

function isRecorded({ method = '', url = '' }: IncomingMessage, { deps }: Trip): boolean {
  return v1Target(deps.map, method, url) !== undefined;
}

/** What is not in the recording reads as clean, unless this says that it is missing. A path could hold a secret. */
function tellMissed(request: IncomingMessage, error: unknown, { deps, counts }: Trip): void {
  const { method = '', url: target = '' } = request;
  const name = isGrant(request) ? 'token' : matchOf(deps.map, { method, target })?.route.id;
  counts.missed += 1;
  deps.note(`A ${method} (${name ?? 'no entry'}) could not be recorded: ${(error as Error).message}`);
}

interface Seen {
  readonly at: string;
  readonly request: IncomingMessage;
  readonly asked: string;
  readonly reply: RecordedReply;
}

/** @throws Error if the exchange cannot be redacted or written */
async function record(
  { at, request, asked, reply }: Seen,
  { options, deps, upstream, names, counts }: Trip,
): Promise<void> {
  const { method = '', url: target = '', headers } = request;
  const caller = names.nameOf({ authorization: headers.authorization, target });
  names.handOut(caller, reply.headers['link']);
  const kept: Record<string, string> = {};
  for (const name of ['content-type', 'accept'] as const) {
    const value = headers[name];
    if (value !== undefined) kept[name] = value;
  }
  const body = readBody(asked, headers['content-type']);
  if (hasLostLetters(body)) throw new Error('Its form is not UTF-8.');
  const sent = { method, target, headers: kept, ...(body === undefined ? {} : { body }) };
  const bearer = /^bearer\s+(\S+)/i.exec(headers.authorization ?? '')?.[1];
  // A request with a secret cannot be replayed; a GET that checks a password (JSONP) is a login, which v1 counts.
  const isRead = method === 'GET' && !isRedacted(deps.redaction.request(sent));
  const again =
    options.twice && isRead && reply.status < 300
      ? await upstream.ask({ ...sent, bearer }).catch(() => undefined)
      : undefined;
  const exchange = { at, caller, request: sent, reply, ...(again === undefined ? {} : { again }) };
  await deps.append(deps.redaction.exchange(exchange));
  counts.recorded += 1;
}

function isGrant({ method, url = '' }: IncomingMessage): boolean {
  return method === 'POST' && url.split('?', 1)[0]?.replace(/\/+$/, '') === '/oauth/token';
}

/** `URLSearchParams` replaces escapes that are not UTF-8 by U+FFFD. */
function hasLostLetters(body: RecordedBody | undefined): boolean {
  return body !== undefined && 'form' in body && body.form.flat().some((text) => text.includes('\ufffd'));
}

function learn(names: CallerNames, { request, asked, reply: { status, body } }: Seen): void {
  const sent = readBody(asked, undefined);
  const fields = sent !== undefined && 'form' in sent ? Object.fromEntries(sent.form) : fieldsIn(sent);
  const token = fieldsIn(body)['access_token'];
  if (status !== 200 || fields['grant_type'] !== 'client_credentials' || typeof token !== 'string') return;
  const { client_id: clientId } = withBasicCredentials(fields, request.headers);
  if (typeof clientId === 'string') names.grant(clientId, token);
}

/** Waits until the client reads again. For a client that has gone the rest of the answer is discarded. */
async function drained(response: ServerResponse): Promise<void> {
  if (response.destroyed) return;
  const tooLong = setTimeout(() => response.destroy(), unreadMs);
  const either = new AbortController();
  const { signal } = either;
  await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]).finally(
    () => {
      clearTimeout(tooLong);
      // A large answer has many such waits, and each would leave a listener behind.
      either.abort();
    },
  );
}

function refuse(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const sentence = `The v1 behind this recorder does not answer: ${(error as Error).message}`;
  response.writeHead(502, { 'Content-Type': 'text/plain' }).end(sentence);
}
