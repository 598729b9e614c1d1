import type { Street } from '../../gateway/street.js';
import { confirm, lookAtTicket } from '../../pipeline/confirm.js';
import { createRecordLock } from '../../pipeline/locks/record-lock.js';
import { answerV1, type PipelineDeps } from '../../pipeline/pipeline.js';
import type { SharedState } from '../../state/shared-state.js';
import type { Tokens } from '../../tokens/tokens.js';
import type { LookupCache } from '../../upstream/lookups/lookup-cache.js';
import type { TenantUpstream } from '../../upstream/upstream.js';
import { planBrownouts } from './plan-brownouts.js';
import { isOneOfSeveral, type Current, type Run } from '../run.js';
import type { Shadows } from '../shadows/shadows.js';

export interface StreetParts {
  readonly upstream: TenantUpstream;
  readonly tokens: Tokens;
  readonly state: SharedState;
  readonly lookups: LookupCache;
  readonly shadows: Shadows | undefined;
}

/** How long a record stays locked after the deadline of the request that changes it. */
const claimGraceMs = 5_000;

/** Builds a street from a map, again at each reload. All streets share the record locks and the cached look-ups. */
export function createStreets(
  { config: started, log, now = Date.now }: Run,
  { upstream, tokens, state, lookups, shadows }: StreetParts,
): (current: Current) => Street {
  const { upstreamTimeoutMs, lossy, switches } = started;
  const withRecordLock = createRecordLock({
    state: isOneOfSeveral(started) ? state : undefined,
    lifeMs: upstreamTimeoutMs + claimGraceMs,
  });
  return ({ map, config, around: { clients } }) => {
    const { index: routes, routes: table, errors, settings } = map;
    const deps: PipelineDeps = {
      tokens,
      routes,
      upstream,
      lookups,
      errors,
      withRecordLock,
      settings: { map: settings, lossy, switches },
      brownout: planBrownouts(config, { log, now }),
    };
    const answer: Street['answer'] = (request) => answerV1(request, deps);
    // A comparison is nobody's request: no brownout refuses it, nor does the log say that one has begun.
    const compared: Street['answer'] = (request) => answerV1(request, { ...deps, brownout: undefined });
    return {
      routes,
      table,
      errors,
      answer,
      shadow: config.shadow && shadows?.of({ ...config.shadow, map, clients, street: { answer: compared } }),
      lookAtTicket: (sealed, run) => lookAtTicket(sealed, run, { ...deps, state }),
      confirm: (sealed, run) => confirm(sealed, run, { ...deps, state }),
    };
  };
}
