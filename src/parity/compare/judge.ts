import type { LoadedMap } from '../../map/load-map.js';
import type { Match } from '../../map/match/matched.js';
import type { Route } from '../../map/route.js';
import { splitTarget } from '../../syntax/split-target.js';
import { compareReplies, linkForm } from './compare-replies.js';
import { explainDifferences, type ExplainedDifference } from './explain-differences.js';
import type { Ignores } from './ignore-file.js';
import { noiseOf } from './noise.js';
import type { RecordedReply, RecordedRequest } from '../recording.js';
import { redacted } from '../redaction/redact-text.js';
import { toldLosses } from './told-losses.js';
import { writtenLately } from './written-lately.js';

/** The replies to one request, redacted. */
export interface Replies {
  /** Target of the request, with its query. */
  readonly target?: string | undefined;
  /** When the candidate was asked, in epoch milliseconds; undefined if it is not known. */
  readonly at?: number | undefined;
  readonly control: RecordedReply;
  /** The control's answer to the same read a moment later. */
  readonly again?: RecordedReply | undefined;
  readonly candidate: RecordedReply;
  /** Why the candidate's link to the next page leads to none, as far as it was followed. */
  readonly deadEnd?: string | undefined;
}

export interface JudgeDeps {
  readonly ignores: Ignores;
  /** The candidate runs with HOLDOVER_LOSSY=silent, and reports no losses. */
  readonly silent: boolean;
  /** When the run began that writes to the candidate, in epoch milliseconds; undefined: the run only reads. */
  readonly writtenSince?: number | undefined;
}

/**
 * Whether both bodies were redacted as a whole, so that nothing tells whether they are alike. Bodies of refusals
 * are not compared.
 */
export function isHidden({ control, candidate }: Pick<Replies, 'control' | 'candidate'>): boolean {
  return [control, candidate].every(
    ({ status, body }) => status < 400 && body !== undefined && 'text' in body && body.text === redacted,
  );
}

/** The map entry for a request, and its slots; undefined if the map has none. */
export function matchOf(
  { index }: Pick<LoadedMap, 'index'>,
  { method, target }: Pick<RecordedRequest, 'method' | 'target'>,
): Match | undefined {
  const { path, query } = splitTarget(target);
  try {
    const found = index.find(method, path, query);
    return found.kind === 'match' ? found.match : undefined;
  } catch {
    // The percent-encoding is invalid.
    return undefined;
  }
}

/** What the differences come to; `different` if one of them is unexplained. */
export function verdictOn(differences: readonly ExplainedDifference[]): 'same' | 'explained' | 'different' {
  if (differences.some(({ cause }) => cause.kind === 'unexplained')) return 'different';
  return differences.length === 0 ? 'same' : 'explained';
}

/** Compares two replies and explains the differences. */
export function judge(
  route: Route | undefined,
  { target = '', at, control, again, candidate, deadEnd }: Replies,
  { ignores, silent, writtenSince }: JudgeDeps,
): ExplainedDifference[] {
  const differences = compareReplies(control, candidate);
  if (deadEnd !== undefined) differences.push(linkForm('next', '', deadEnd));
  if (differences.length === 0) return [];
  const told = silent ? undefined : toldLosses(candidate);
  const isNoise = noiseOf(control, again);
  const sight = { target, control, candidate, isLate: writtenLately(at) };
  return explainDifferences(differences, { route, told, sight, isNoise, ignores, writtenSince });
}
