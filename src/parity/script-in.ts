import type { RecordedBody, RecordedReply } from './recording.js';

/** A JSONP answer, taken apart: `fn({"status":200,"user":{..}})`. */
export interface ScriptIn {
  /** The name of the function, as the client has told it. */
  readonly callback: string;
  readonly json: unknown;
}

const call = /^\s*([A-Za-z_$][\w$.]*)\(([^]*)\);?\s*$/;

/** Undefined for a text that is no call of a function with JSON. */
export function scriptIn(body: RecordedBody | undefined): ScriptIn | undefined {
  if (body === undefined || !('text' in body)) return undefined;
  const [, callback, argument] = call.exec(body.text) ?? [];
  if (callback === undefined || argument === undefined) return undefined;
  try {
    return { callback, json: JSON.parse(argument) as unknown };
  } catch {
    return undefined;
  }
}

/**
 * Two replies as they are compared: of two scripts that call the same function with the same field the answers in them.
 * Browsers run no script of another status than 200, so that an answer's own stands in it. Pure.
 */
export function unwrapped(
  pair: readonly [RecordedReply, RecordedReply],
): readonly [RecordedReply, RecordedReply] {
  const [a, b] = pair.map(scriptReply);
  if (pair[0].status !== pair[1].status || a === undefined || b === undefined) return pair;
  // A refusal has another field; its status tells.
  const isAlike = a.field === b.field || a.reply.status !== b.reply.status;
  return isAlike && a.callback === b.callback ? [a.reply, b.reply] : pair;
}

interface ScriptReply {
  readonly callback: string;
  readonly field: string;
  readonly reply: RecordedReply;
}

/** Undefined for what is no script with a status and one more field. */
function scriptReply({ body, ...rest }: RecordedReply): ScriptReply | undefined {
  const { callback, json } = scriptIn(body) ?? {};
  if (callback === undefined || typeof json !== 'object' || json === null) return undefined;
  const { status, ...fields } = json as Readonly<Record<string, unknown>>;
  const [[field, value] = [], ...more] = Object.entries(fields);
  if (typeof status !== 'number' || field === undefined || more.length > 0) return undefined;
  return { callback, field, reply: { ...rest, status, body: { json: value } } };
}
