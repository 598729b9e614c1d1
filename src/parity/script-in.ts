import type { RecordedBody, RecordedReply } from './recording.js';

/** The parts of a JSONP answer: `fn({"status":200,"user":{..}})`. */
export interface ScriptIn {
  /** Function name that the client asked for. */
  readonly callback: string;
  readonly json: unknown;
}

const call = /^\s*([A-Za-z_$][\w$.]*)\(([^]*)\);?\s*$/;

/** Undefined if the text is not a function call with one JSON argument. */
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
 * The replies to compare. For two scripts that call the same function with the same field, these are the answers
 * in the scripts. A browser only runs a script with status 200, so the script itself holds the real status. Pure.
 */
export function unwrapped(
  pair: readonly [RecordedReply, RecordedReply],
): readonly [RecordedReply, RecordedReply] {
  const [a, b] = pair.map(scriptReply);
  if (pair[0].status !== pair[1].status || a === undefined || b === undefined) return pair;
  // A refusal has another field; the status shows the difference.
  const isAlike = a.field === b.field || a.reply.status !== b.reply.status;
  return isAlike && a.callback === b.callback ? [a.reply, b.reply] : pair;
}

interface ScriptReply {
  readonly callback: string;
  readonly field: string;
  readonly reply: RecordedReply;
}

/** Undefined if this is not a script with a status and exactly one more field. */
function scriptReply({ body, ...rest }: RecordedReply): ScriptReply | undefined {
  const { callback, json } = scriptIn(body) ?? {};
  if (callback === undefined || typeof json !== 'object' || json === null) return undefined;
  const { status, ...fields } = json as Readonly<Record<string, unknown>>;
  const [[field, value] = [], ...more] = Object.entries(fields);
  if (typeof status !== 'number' || field === undefined || more.length > 0) return undefined;
  return { callback, field, reply: { ...rest, status, body: { json: value } } };
}
