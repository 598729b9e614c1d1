/** Bytes that RFC 9112 does not allow. */
export class NotHttp extends Error {
  override readonly name = 'NotHttp';
}

type Field = readonly [name: string, value: string];

interface Message {
  /** Names in their original spelling. */
  readonly headers: readonly Field[];
  readonly body: Buffer;
  /** Its length in bytes; the rest belongs to the next message. */
  readonly length: number;
}

export interface StrictRequest extends Message {
  readonly method: string;
  readonly target: string;
}

export interface StrictAnswer extends Message {
  readonly status: number;
  readonly reason: string;
}

export interface Answering {
  /** The method of the request: an answer to HEAD has no body. */
  readonly to: string;
  /** The connection has ended, which also ends a body of unknown length. */
  readonly ended: boolean;
}

const fieldLine =
  /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*((?:[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?)?)[ \t]*$/;
const requestLine = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) ([\x21-\x7e]+) HTTP\/1\.[01]$/;
const statusLine = /^HTTP\/1\.[01] ([1-9]\d\d) ([\t\x20-\x7e\x80-\xff]*)$/;

/**
 * Parses one request strictly by RFC 9112, without any of the leniencies that it permits; undefined while it is
 * incomplete.
 *
 * @throws NotHttp as soon as no further byte could make it valid
 */
export function readStrictRequest(bytes: Buffer): StrictRequest | undefined {
  const head = readHead(bytes, requestLine);
  if (head === undefined) return undefined;
  const { start, headers, length } = head;
  if (valuesOf(headers, 'host').length !== 1) throw new NotHttp('There must be one Host.');
  const rest = bytes.subarray(length);
  const body = readFramed(headers, rest) ?? { body: Buffer.alloc(0), length: 0 };
  if (body === 'more') return undefined;
  const [, method = '', target = ''] = start;
  return { method, target, headers, body: body.body, length: length + body.length };
}

/** Like `readStrictRequest`, for answers; those with a status of 1xx come one by one before the final one. */
export function readStrictAnswer(bytes: Buffer, { to, ended }: Answering): StrictAnswer | undefined {
  const head = readHead(bytes, statusLine);
  if (head === undefined) return undefined;
  const { start, headers, length } = head;
  const status = Number(start[1]);
  const made = ({ body, length: taken }: Body): StrictAnswer => {
    return { status, reason: start[2] ?? '', headers, body, length: length + taken };
  };
  // Whatever its header says, RFC 9112 section 6.3.
  if (status < 200 || status === 204 || status === 304 || to === 'HEAD') {
    return made({ body: Buffer.alloc(0), length: 0 });
  }
  const rest = bytes.subarray(length);
  const framed = readFramed(headers, rest);
  if (framed === 'more') return undefined;
  if (framed !== undefined) return made(framed);
  return ended ? made({ body: rest, length: rest.length }) : undefined;
}

/** All values of a field, whatever its spelling. */
export function valuesOf(headers: readonly Field[], name: string): string[] {
  return headers.filter(([each]) => each.toLowerCase() === name).map(([, value]) => value);
}

interface Head {
  readonly start: RegExpExecArray;
  readonly headers: readonly Field[];
  readonly length: number;
}

function readHead(bytes: Buffer, first: RegExp): Head | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  const lines = bytes.toString('latin1', 0, end === -1 ? bytes.length : end).split('\r\n');
  const unfinished = end === -1 ? (lines.pop() ?? '') : '';
  if (/\n|\r./.test(unfinished)) throw new NotHttp('A line must end with CR and LF.');
  const [startLine, ...fieldLines] = lines;
  if (startLine === undefined) return undefined;
  const start = first.exec(startLine);
  if (start === null) throw new NotHttp(`The first line is malformed: ${JSON.stringify(startLine)}`);
  const headers = fieldLines.map(readField);
  return end === -1 ? undefined : { start, headers, length: end + 4 };
}

function readField(line: string): Field {
  const [, name, value = ''] = fieldLine.exec(line) ?? [];
  if (name === undefined) throw new NotHttp(`A header field is malformed: ${JSON.stringify(line)}`);
  return [name, value];
}

interface Body {
  readonly body: Buffer;
  readonly length: number;
}

/** RFC 9112 section 6; undefined where the header does not describe a body. */
function readFramed(headers: readonly Field[], rest: Buffer): Body | 'more' | undefined {
  const lengths = valuesOf(headers, 'content-length');
  const encodings = valuesOf(headers, 'transfer-encoding');
  if (lengths.length + encodings.length > 1)
    throw new NotHttp('There is more than one opinion on the length.');
  if (encodings.length === 1) {
    if (encodings[0]?.toLowerCase() !== 'chunked') throw new NotHttp('The encoding is not chunked.');
    return readChunks(rest);
  }
  const [length] = lengths;
  if (length === undefined) return undefined;
  if (!/^\d{1,15}$/.test(length)) throw new NotHttp('The length is no number.');
  const wanted = Number(length);
  return rest.length < wanted ? 'more' : { body: rest.subarray(0, wanted), length: wanted };
}

function readChunks(bytes: Buffer): Body | 'more' {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const line = readLine(bytes, at);
    if (line === undefined) return 'more';
    if (!/^[0-9A-Fa-f]{1,13}(?:;[\t\x20-\x7e\x80-\xff]*)?$/.test(line))
      throw new NotHttp('A chunk has no size.');
    const size = Number.parseInt(line, 16);
    at += line.length + 2;
    if (size === 0) return readTrailers(bytes, { at, parts });
    if (bytes.length < at + size) return 'more';
    parts.push(bytes.subarray(at, at + size));
    const end = bytes.toString('latin1', at + size, at + size + 2);
    if (!'\r\n'.startsWith(end)) throw new NotHttp('A chunk is not as long as it says.');
    if (end.length < 2) return 'more';
    at += size + 2;
  }
}

function readTrailers(bytes: Buffer, { at, parts }: { at: number; parts: readonly Buffer[] }): Body | 'more' {
  for (;;) {
    const line = readLine(bytes, at);
    if (line === undefined) return 'more';
    at += line.length + 2;
    if (line === '') return { body: Buffer.concat(parts), length: at };
    readField(line);
  }
}

function readLine(bytes: Buffer, from: number): string | undefined {
  const end = bytes.indexOf('\r\n', from);
  const line = bytes.toString('latin1', from, end === -1 ? bytes.length : end);
  if (end === -1 ? /\n|\r./.test(line) : /[\r\n]/.test(line))
    throw new NotHttp('A line must end with CR and LF.');
  return end === -1 ? undefined : line;
}
