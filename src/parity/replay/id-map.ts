import { percentDecoded } from '../../syntax/percent-decoded.js';
import { fieldsIn } from '../compare/compare-replies.js';
import type { JsonObject } from '../../syntax/json-object.js';
import type { RecordedBody, RecordedReply, RecordedRequest } from '../recording.js';

/**
 * Maps the ids that the control gave to new records to the ids that the candidate gave to the same records.
 * Without it a recorded write would ask the candidate for an id that it does not know.
 */
export interface IdMap {
  /** Learns from both answers to the same creation. */
  learn(control: RecordedReply, candidate: RecordedReply): void;
  toCandidate(request: RecordedRequest): RecordedRequest;
  toControl(reply: RecordedReply): RecordedReply;
}

/** Fields whose value the server assigns: facts v1, sections 4.1, 5.1, 6 and 7. */
const idFields = ['_id', 'user_id', 'clientID', 'id', 'rule_id'] as const;

export function createIdMap(): IdMap {
  const forth = new Map<string, string>();
  const back = new Map<string, string>();
  const pair = (control: unknown, candidate: unknown): void => {
    if (typeof control !== 'string' || typeof candidate !== 'string' || control === candidate) return;
    forth.set(control, candidate);
    back.set(candidate, control);
  };
  return {
    learn: (control, candidate) => {
      const [a, b] = [recordIn(control), recordIn(candidate)];
      for (const field of idFields) pair(a[field], b[field]);
      const [first, second] = [a['user_id'], b['user_id']].map(withoutProvider);
      pair(first, second);
    },
    toCandidate: (request) => (forth.size === 0 ? request : requestWith(request, forth)),
    toControl: (reply) => (back.size === 0 ? reply : replyWith(reply, back)),
  };
}

type Names = ReadonlyMap<string, string>;

/** The fields of the single record in a reply; none of a list or a refusal. */
export function recordIn({ status, body }: RecordedReply): JsonObject {
  return status < 300 ? fieldsIn(body) : {};
}

/** The `user_id` of an identity has no provider prefix. */
function withoutProvider(id: unknown): unknown {
  return typeof id === 'string' && id.includes('|') ? id.slice(id.indexOf('|') + 1) : undefined;
}

function requestWith(request: RecordedRequest, names: Names): RecordedRequest {
  return {
    ...request,
    target: targetWith(request.target, names),
    ...(request.body === undefined ? {} : { body: bodyWith(request.body, names) }),
  };
}

function replyWith(reply: RecordedReply, names: Names): RecordedReply {
  const { link } = reply.headers;
  return {
    ...reply,
    ...(link === undefined ? {} : { headers: { ...reply.headers, link: targetWith(link, names) } }),
    ...(reply.body === undefined ? {} : { body: bodyWith(reply.body, names) }),
  };
}

/** For a target or a `Link`: an id is a path segment, a query value, or a word of a search. */
function targetWith(target: string, names: Names): string {
  return target.replace(/[^/?&=<>]+/g, (part) => {
    const text = percentDecoded(part);
    const named = textWith(text, names);
    return named === text ? part : encodeURIComponent(named);
  });
}

/** Shorter words may mean something else. */
const shortestId = 8;

/** For a text that is an id, or contains ids as words, such as a script or a search. */
function textWith(text: string, names: Names): string {
  const name = names.get(text);
  if (name !== undefined || text.length < shortestId) return name ?? text;
  return text.replace(/[\w|@.+-]+/g, (word) => (word.length < shortestId ? word : (names.get(word) ?? word)));
}

function bodyWith(body: RecordedBody, names: Names): RecordedBody {
  if ('json' in body) return { json: valueWith(body.json, names) };
  if ('text' in body) return { text: textWith(body.text, names) };
  return { form: body.form.map(([name, value]) => [name, textWith(value, names)]) };
}

function valueWith(value: unknown, names: Names): unknown {
  if (typeof value === 'string') return textWith(value, names);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => valueWith(item, names));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, valueWith(inner, names)]));
}
