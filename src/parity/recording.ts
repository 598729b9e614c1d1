import { z } from 'zod';

/** A recording of v1 traffic: JSON Lines, a header and one exchange a line. See recording-format.md. */
export const recordingVersion = 1;

export const methodFormat = /^[A-Z]+$/;

const body = z.union([
  z.strictObject({ json: z.unknown() }),
  z.strictObject({ text: z.string() }),
  z.strictObject({ form: z.array(z.tuple([z.string(), z.string()])) }),
]);

const reply = z.strictObject({
  status: z.int().min(100).max(599),
  headers: z.record(z.string(), z.string()),
  body: body.optional(),
});

export const exchangeSchema = z.strictObject({
  id: z.string().min(1).max(64),
  at: z.iso.datetime({ offset: true }).optional(),
  caller: z.string().min(1),
  request: z.strictObject({
    method: z.string().regex(methodFormat),
    target: z.string().startsWith('/'),
    headers: z.record(z.string(), z.string()),
    body: body.optional(),
  }),
  reply: reply.optional(),
  again: reply.optional(),
});

export const headerSchema = z.strictObject({
  recording: z.literal('holdover'),
  version: z.int(),
  control: z.string().optional(),
  emails: z.union([z.literal('plain'), z.strictObject({ hashed: z.string() })]),
});

/**
 * `json`: the parsed value; `form`: the pairs of a form, in order; `text`: anything else. The kind depends on what
 * the body parses as, not on the content type, which legacy clients get wrong.
 */
export type RecordedBody = z.infer<typeof body>;

/** A v1 reply. Header names are in lower case; only headers that a client can notice are kept. */
export type RecordedReply = z.infer<typeof reply>;

/** One request and v1's reply, if known; `again` is the reply to the same read a moment later. */
export type Exchange = z.infer<typeof exchangeSchema>;
export type RecordedRequest = Exchange['request'];

/** `emails.hashed` is the fingerprint of the key, so that a replay with another key is refused. */
export type RecordingHeader = z.infer<typeof headerSchema>;

/** When an exchange took place; nothing for a text that is no date. */
export function momentOf(text = ''): Pick<Exchange, 'at'> {
  const moment = Date.parse(text);
  return Number.isNaN(moment) ? {} : { at: new Date(moment).toISOString() };
}
