import { compareValues } from './compare-values.js';
import type { Difference } from './difference.js';
import { linkForms, pagingLinks } from './paging-links.js';
import type { RecordedBody, RecordedReply } from '../recording.js';
import { unwrapped } from '../script-in.js';

/**
 * Compares what a v1 client can notice: the status, the media type, where `Link` leads, and the body. For refusals
 * it compares the status, and whether there is a body at all: v1's sentences are not known (facts v1, section 2)
 * and are for people, but an empty body crashes the node SDK (section 11, no. 8). For two scripts (JSONP) it
 * compares the answers in them. Pure.
 */
export function compareReplies(control: RecordedReply, candidate: RecordedReply): Difference[] {
  return comparePlain(...unwrapped([control, candidate]));
}

function comparePlain(control: RecordedReply, candidate: RecordedReply): Difference[] {
  const found: Difference[] = [];
  if (control.status !== candidate.status)
    found.push({ ...at('@status'), kind: 'value', control: control.status, candidate: candidate.status });
  if (isRefusal(control) !== isRefusal(candidate)) return found;
  if (isRefusal(control)) {
    if (candidate.body === undefined && control.body !== undefined)
      found.push({ ...at('.'), kind: 'missing', control: contentOf(control.body) });
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
  if (a === b) return;
  if (a === undefined) found.push({ ...at('@type'), kind: 'extra', candidate: b });
  else if (b === undefined) found.push({ ...at('@type'), kind: 'missing', control: a });
  else found.push({ ...at('@type'), kind: 'value', control: a, candidate: b });
}

function mediaType({ headers }: RecordedReply): string | undefined {
  return headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
}

function compareLinks(control: RecordedReply, candidate: RecordedReply, found: Difference[]): void {
  const [a, b] = [control.headers['link'], candidate.headers['link']];
  if (a === b) return;
  for (const { path, ...difference } of compareValues(pagingLinks(a), pagingLinks(b)))
    found.push({ ...difference, path: `@link.${path}`, field: '@link' });
  // A link that only one side has is reported above. No loss affects how a link is written.
  const [formsA, formsB] = [linkForms(a), linkForms(b)];
  for (const [rel, candidateForm] of Object.entries(formsB))
    if (formsA[rel] !== undefined && formsA[rel] !== candidateForm)
      found.push({
        path: `@link-form.${rel}`,
        field: '@link-form',
        kind: 'value',
        control: formsA[rel],
        candidate: candidateForm,
      });
}

function compareBodies(
  control: RecordedBody | undefined,
  candidate: RecordedBody | undefined,
  found: Difference[],
): void {
  if (control === undefined && candidate === undefined) return;
  if (control === undefined) found.push({ ...at('.'), kind: 'extra', candidate: contentOf(candidate) });
  else if (candidate === undefined) found.push({ ...at('.'), kind: 'missing', control: contentOf(control) });
  else if (kindOf(control) !== kindOf(candidate))
    found.push({ ...at('.'), kind: 'type', control: contentOf(control), candidate: contentOf(candidate) });
  else
    for (const difference of compareValues(contentOf(control), contentOf(candidate))) found.push(difference);
}

function kindOf(body: RecordedBody): string {
  return 'json' in body ? 'json' : 'text' in body ? 'text' : 'form';
}

/** The content of a body, whichever kind it is. */
export function contentOf(body: RecordedBody | undefined): unknown {
  if (body === undefined) return undefined;
  return 'json' in body ? body.json : 'text' in body ? body.text : body.form;
}

function at(place: string): Pick<Difference, 'path' | 'field'> {
  return { path: place, field: place };
}
