import { asJsonObject, type JsonObject } from '../../syntax/json-object.js';
import { compareValues } from './compare-values.js';
import type { Difference } from './difference.js';
import { linkFaults, pagingLinks, sealedRels } from './paging-links.js';
import type { RecordedBody, RecordedReply } from '../recording.js';
import { unwrapped } from '../script-in.js';

/**
 * Compares what a v1 client can notice: the status, how the body is packed, the media type, where `Link` leads, and
 * the body. For refusals it compares the status, and whether there is a body at all: v1's sentences are not known
 * (facts v1, section 2) and are for people, but an empty body crashes the node SDK (section 11, no. 8). For two
 * scripts (JSONP) it compares the answers in them. Pure.
 */
export function compareReplies(control: RecordedReply, candidate: RecordedReply): Difference[] {
  return comparePlain(...unwrapped([control, candidate]));
}

function comparePlain(control: RecordedReply, candidate: RecordedReply): Difference[] {
  const found: Difference[] = [];
  if (control.status !== candidate.status)
    found.push(differenceAt('@status', 'value', [control.status, candidate.status]));
  compareEncodings(control, candidate, found);
  if (isRefusal(control) !== isRefusal(candidate)) return found;
  if (isRefusal(control)) {
    if (candidate.body === undefined && control.body !== undefined)
      found.push(differenceAt('.', 'type', [contentOf(control.body), undefined]));
    return found;
  }
  compareTypes(control, candidate, found);
  compareLinks(control, candidate, found);
  compareBodies(control.body, candidate.body, found);
  return found;
}

function isRefusal({ status }: RecordedReply): boolean {
  return status >= 400;
}

function compareTypes(control: RecordedReply, candidate: RecordedReply, found: Difference[]): void {
  const [a, b] = [mediaType(control), mediaType(candidate)];
  if (a !== b) found.push(differenceAt('@type', 'value', [a, b]));
}

/** Plain bodies are for all clients; neither was asked for an encoding. */
function compareEncodings(control: RecordedReply, candidate: RecordedReply, found: Difference[]): void {
  const [a, b] = [control.headers['content-encoding'], candidate.headers['content-encoding']];
  if (b !== undefined && a !== b) found.push(differenceAt('@encoding', 'value', [a, b]));
}

/** With the charset only where it is not UTF-8: .NET and ruby read the body by it. */
function mediaType({ headers }: RecordedReply): string | undefined {
  const [type = '', ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';');
  const charset = /\bcharset\s*=\s*"?([^"\s;]*)/.exec(parameters.join(';'))?.[1] ?? 'utf-8';
  if (type.trim() === '') return undefined;
  return /^(?:utf-?8|us-ascii)$/.test(charset) ? type.trim() : `${type.trim()}; charset=${charset}`;
}

function compareLinks(control: RecordedReply, candidate: RecordedReply, found: Difference[]): void {
  const [a, b] = [control.headers['link'], candidate.headers['link']];
  if (a !== b)
    for (const { path, ...difference } of compareValues(pagingLinks(a), pagingLinks(b)))
      found.push({ ...difference, path: `@link.${path}`, field: '@link' });
  // A link that only one side has is reported above. No loss affects how a link is written.
  const sealed = sealedRels(a);
  const known = linkFaults(a, sealed);
  for (const [rel, faults] of linkFaults(b, sealed)) {
    const were = known.get(rel);
    if (were !== undefined && faults.some((fault) => !were.includes(fault)))
      found.push(linkForm(rel, were.join(', '), faults.join(', ')));
  }
  const [spelledA = 'Link', spelledB = 'Link'] = [control, candidate].map(
    ({ headers }) => headers['link-name'],
  );
  if (a !== undefined && b !== undefined && spelledA === 'Link' && spelledB !== 'Link')
    found.push(linkForm('name', spelledA, spelledB));
}

/** A fault for which v1's SDKs do not come to the page of this link. */
export function linkForm(rel: string, control: string, candidate: string): Difference {
  return { path: `@link-form.${rel}`, field: '@link-form', kind: 'value', control, candidate };
}

function compareBodies(
  control: RecordedBody | undefined,
  candidate: RecordedBody | undefined,
  found: Difference[],
): void {
  const [a, b] = [contentOf(control), contentOf(candidate)];
  if (kindOf(control) !== kindOf(candidate)) found.push(differenceAt('.', 'type', [a, b]));
  else for (const difference of compareValues(a, b)) found.push(difference);
}

function kindOf(body: RecordedBody | undefined): string | undefined {
  if (body === undefined) return undefined;
  return 'json' in body ? 'json' : 'text' in body ? 'text' : 'form';
}

/** The content of a body, whichever kind it is. */
export function contentOf(body: RecordedBody | undefined): unknown {
  if (body === undefined) return undefined;
  return 'json' in body ? body.json : 'text' in body ? body.text : body.form;
}

/** The fields of a body that is one JSON object; none of any other body. */
export function fieldsIn(body: RecordedBody | undefined): JsonObject {
  return asJsonObject(contentOf(body));
}

/** @param kind of the difference where both sides have a value; undefined stands for none */
function differenceAt(
  place: string,
  kind: Difference['kind'],
  [control, candidate]: readonly [unknown, unknown],
): Difference {
  const at = { path: place, field: place };
  if (control === undefined) return { ...at, kind: 'extra', candidate };
  if (candidate === undefined) return { ...at, kind: 'missing', control };
  return { ...at, kind, control, candidate };
}
