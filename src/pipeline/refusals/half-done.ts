import type { ErrorTable } from '../../errors/error-table.js';
import { GatewayError } from '../../errors/gateway-error.js';
import { isMet } from '../../map/run/is-there.js';
import type { CallStep, RouteStep, Scope } from '../../map/route.js';
import { sentenceFor } from './fail.js';
import { isOutcomeUnknown } from './is-outcome-unknown.js';

/** How far the writes of one request have come. */
export interface WriteProgress {
  readonly made: CallStep[];
  /** The write that was begun last, and how many of its pieces v2 has accepted. */
  underway: CallStep | undefined;
  pieces: number;
}

export function noProgress(): WriteProgress {
  return { made: [], underway: undefined, pieces: 0 };
}

/** Whether v2 has accepted anything. If so, nothing is repeated. */
export function hasWritten({ made, pieces }: WriteProgress): boolean {
  return made.length > 0 || pieces > 0;
}

/**
 * If a request failed between its writes, the error says in the map's words what is done and what is not. For any
 * other request it is the refusal itself.
 */
export function halfDone(
  refusal: unknown,
  { steps, scope, progress }: { steps: readonly RouteStep[]; scope: Scope; progress: WriteProgress },
  table: ErrorTable,
): unknown {
  const { made, underway, pieces } = progress;
  const left = steps.filter((step) => isWrite(step) && !made.includes(step) && isMet(step, scope));
  if (!hasWritten(progress) || left.length === 0) return refusal;
  const open = left.filter((step) => step === underway);
  const untouched = left.filter((step) => step !== underway);
  const sentences = [
    partOf('Changed', made),
    partOf(
      pieces > 0 ? 'Changed in part' : isOutcomeUnknown(refusal) ? 'Perhaps changed' : 'Not changed',
      open,
    ),
    partOf('Not changed', untouched),
    sentenceFor(refusal, table),
  ];
  const details = refusal instanceof GatewayError ? refusal.details : {};
  const { upstreamStatus, upstreamCode, reason, retryAfterS } = details;
  const message = sentences.filter((sentence) => sentence !== '').join(' ');
  const told = { message, upstreamStatus, upstreamCode, reason, retryAfterS };
  return new GatewayError('half-done', told, { cause: refusal });
}

function partOf(what: string, steps: readonly RouteStep[]): string {
  const parts = steps.flatMap((step) => (step.kind === 'call' ? (step.part ?? []) : []));
  return parts.length === 0 ? '' : `${what}: ${parts.join(' and ')}.`;
}

function isWrite(step: RouteStep): step is CallStep {
  return step.kind === 'call' && step.method !== 'GET';
}
