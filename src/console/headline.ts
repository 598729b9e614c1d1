import type { Shown } from './shown.js';

/** The state of the process in a sentence or two, the worst first. */
export function headline({ ready, state }: Pick<Shown, 'ready' | 'state'>): { good: boolean; text: string } {
  const { draining, upstreamToken, workers } = state;
  const faults = [
    ...(draining ? ['It is draining, and takes no new requests soon.'] : []),
    ...(upstreamToken === 'waiting' ? ['The tenant has given no token for the service credentials.'] : []),
    ...(workers !== undefined && workers.serving < workers.of
      ? [`${workers.serving} of ${workers.of} workers serve.`]
      : []),
    ...sharedFault(state),
  ];
  const text = [ready ? 'Ready.' : 'Not ready.', ...faults].join(' ');
  return { good: ready && faults.length === 0, text };
}

function sharedFault({ sharedState }: Shown['state']): string[] {
  if (sharedState === 'away') return ['Redis is away: each replica goes on with what it knows.'];
  if (sharedState === 'refusing') return ['Redis takes nothing: some changes are refused.'];
  return [];
}
