import type { V1Line } from '../route.js';

/** A segment of a v1 line: text, or the name of a slot. */
export type LineSegment = { readonly text: string } | { readonly slot: string };

/** A query key that a request must have to match the line. If it has a slot, its value fills the slot. */
interface LineQuery {
  readonly key: string;
  readonly slot: string | undefined;
}

/** A parsed v1 line, e.g. `GET /api/clients?userId={user_id}`. */
export interface ParsedLine extends V1Line {
  readonly segments: readonly LineSegment[];
  readonly query: readonly LineQuery[];
  /** All slots of the line, in order. */
  readonly slots: readonly string[];
}

const v1Methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

const slotPattern = /^\{([a-zA-Z][\w-]*)\}$/;

/** @returns the line, or the sentence that says what is wrong with it */
export function parseV1Line(text: string): ParsedLine | string {
  const [, method = '', path = '', query] = /^(\S+) (\/[^\s?]*)(?:\?(\S*))?$/.exec(text) ?? [];
  if (path === '') return `"${text}" is no v1 line: write it as "GET /api/users/{user_id}".`;
  if (!v1Methods.some((known) => known === method)) {
    return `"${method}" is no method of v1: write one of ${v1Methods.join(', ')}.`;
  }
  const segments = path.slice(1).split('/').map(parseSegment);
  if (segments.includes(undefined)) {
    return `"${path}" is no v1 path: its segments are text or one "{slot}", and no slash stands at its end.`;
  }
  const keys = query === undefined ? [] : query.split('&').map(parseKey);
  if (keys.includes(undefined)) {
    return `"?${query ?? ''}" is no query of a v1 line: write "?key" or "?key={slot}".`;
  }
  return lineOf({ method, path }, segments as LineSegment[], keys as LineQuery[]);
}

function lineOf(
  { method, path }: { method: string; path: string },
  segments: LineSegment[],
  query: LineQuery[],
): ParsedLine | string {
  const slots = [
    ...segments.flatMap((segment) => ('slot' in segment ? [segment.slot] : [])),
    ...query.flatMap(({ slot }) => (slot === undefined ? [] : [slot])),
  ];
  const twice = slots.find((slot, n) => slots.indexOf(slot) !== n);
  if (twice !== undefined) return `"{${twice}}" stands twice in this line; give one of them another name.`;
  return { method, path, requiredQuery: query.map(({ key }) => key), segments, query, slots };
}

function parseSegment(text: string): LineSegment | undefined {
  const slot = slotPattern.exec(text)?.[1];
  if (slot !== undefined) return { slot };
  return /^[\w~-][\w.~-]*$/.test(text) ? { text } : undefined;
}

function parseKey(text: string): LineQuery | undefined {
  const [, key, value] = /^([\w.-]+)(?:=(.*))?$/.exec(text) ?? [];
  if (key === undefined) return undefined;
  if (value === undefined) return { key, slot: undefined };
  const slot = slotPattern.exec(value)?.[1];
  return slot === undefined ? undefined : { key, slot };
}

/** The shape of a line. Two lines of the same shape need something else to tell them apart. */
export function shapeOf({ segments }: ParsedLine): string {
  return segments.map((segment) => ('slot' in segment ? '/{}' : `/${segment.text}`)).join('');
}
