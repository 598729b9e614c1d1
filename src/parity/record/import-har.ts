import { isUtf8 } from 'node:buffer';
import { z } from 'zod';
import type { LoadedMap } from '../../map/load-map.js';
import { replyOf } from '../ask.js';
import { createCallerNames } from '../clients/name-callers.js';
import { ParityError } from '../parity-error.js';
import { readBody } from '../read-body.js';
import { momentOf, type Exchange, type RecordedBody } from '../recording.js';
import { v1Target } from './v1-target.js';

const headers = z.array(z.object({ name: z.string(), value: z.string() }));
const fields = z.array(z.object({ name: z.string(), value: z.string().optional() }));

/** The parts of HAR 1.2 that are needed; the rest is not checked. */
const harSchema = z.object({
  log: z.object({
    entries: z.array(
      z.object({
        startedDateTime: z.string().optional(),
        request: z.object({
          method: z.string(),
          url: z.string(),
          headers,
          postData: z.object({ text: z.string().optional(), params: fields.optional() }).optional(),
        }),
        response: z.object({
          status: z.number(),
          headers,
          content: z
            .object({
              text: z.string().optional(),
              encoding: z.string().optional(),
              size: z.number().optional(),
            })
            .optional(),
        }),
      }),
    ),
  }),
});

type Entry = z.infer<typeof harSchema>['log']['entries'][number];

/**
 * The v1 exchanges of a HAR file saved by a browser. The caller is `token:unknown` if the browser has left out the
 * token, as Chromium does by default; the answer is unknown if the browser has not kept the body.
 *
 * @throws ParityError if the text is not HAR
 */
export function importHar(text: string, map: Pick<LoadedMap, 'index'>): Omit<Exchange, 'id'>[] {
  const read = harSchema.safeParse(parse(text));
  if (!read.success) {
    const [issue] = read.error.issues;
    const where = issue?.path.join('.') || 'the whole';
    throw new ParityError(`This is no HAR: ${where}: ${issue?.message ?? ''}`);
  }
  const names = createCallerNames();
  return read.data.log.entries.flatMap((entry) => {
    // Some tools write the method in lower case, which no server would accept.
    const method = entry.request.method.toUpperCase();
    const target = v1Target(map, method, entry.request.url);
    // The browser sends a preflight by itself.
    if (target === undefined || method === 'OPTIONS') return [];
    const { authorization, ...sent } = named(entry.request.headers);
    const name = names.nameOf({ authorization, target });
    const caller = name === 'none' ? 'token:unknown' : name;
    const reply = replyIn(entry);
    names.handOut(caller, reply?.headers['link']);
    const body = bodyIn(entry, sent['content-type']);
    return [
      {
        ...momentOf(entry.startedDateTime),
        caller,
        request: {
          method,
          target,
          headers: pick(sent, ['content-type', 'accept']),
          ...(body === undefined ? {} : { body }),
        },
        ...(reply === undefined ? {} : { reply }),
      },
    ];
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new ParityError('This is no HAR: it is not JSON.');
  }
}

/** HAR 1.2 has either the fields or the text of a form; most browsers save both. */
function bodyIn({ request: { postData } }: Entry, contentType: string | undefined): RecordedBody | undefined {
  const { text, params = [] } = postData ?? {};
  if (text !== undefined || params.length === 0) return readBody(text ?? '', contentType);
  return { form: params.map(({ name, value = '' }) => [name, value]) };
}

/** Undefined if the browser got no answer, has not kept it, or it is not UTF-8, as a recording must be. */
function replyIn({ response }: Entry): Exchange['reply'] {
  const { status, content } = response;
  const lost = content?.text === undefined && (content?.size ?? 0) > 0;
  if (!Number.isInteger(status) || status < 100 || status > 599 || status === 304 || lost) return undefined;
  const text = content?.text ?? '';
  const bytes = Buffer.from(text, content?.encoding === 'base64' ? 'base64' : 'utf8');
  if (!isUtf8(bytes)) return undefined;
  // A browser asks for compression, and saves the body unpacked.
  const read = { text: bytes.toString(), encoding: undefined };
  return replyOf({ statusCode: status, headers: named(response.headers) }, read);
}

function named(list: z.infer<typeof headers>): Record<string, string> {
  return Object.fromEntries(list.map(({ name, value }) => [name.toLowerCase(), value]));
}

function pick(all: Readonly<Record<string, string>>, wanted: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => wanted.includes(name)));
}
