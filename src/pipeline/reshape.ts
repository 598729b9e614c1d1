import { lossesOf, type ShownLoss } from '../map/run/losses.js';
import type { ReplyBody, Scope } from '../map/route.js';
import type { Collected } from './lists/collect.js';
import type { V1Body } from './exchange.js';
import type { Executed } from './execute.js';
import { scopeOf, type Plan } from './plan.js';

/** The v1 answer before it becomes a reply; `next` has no sealed link yet. */
export interface Reshaped {
  readonly status: number;
  readonly body: V1Body;
  readonly next: Collected['next'];
  /** All losses: those of the plan, and those that only v2's answers show. */
  readonly lossy: readonly ShownLoss[];
}

/** Gives v2's answers the form that v1 clients read. Pure: no network. */
export function reshape(plan: Plan, { answers, last, isomorphic }: Executed): Reshaped {
  const { reply } = plan.route;
  const scope = scopeOf(plan.given, answers);
  const shown = lossesOf(plan.route, 'answer', { scope, context: plan.context });
  const page = reply.page === undefined ? undefined : (answers[reply.page] as Collected);
  return {
    status: reply.status,
    body: bodyOf(reply.body, page?.items ?? last, { plan, scope, isomorphic }),
    next: page?.next,
    lossy: plan.lossy.length === 0 ? shown : [...plan.lossy, ...shown],
  };
}

function bodyOf(
  reply: ReplyBody,
  last: unknown,
  { plan, scope, isomorphic }: { plan: Plan; scope: Scope; isomorphic: boolean },
): V1Body {
  switch (reply.kind) {
    case 'text':
      return { kind: 'text', value: reply.text };
    case 'body':
      return { kind: 'json', value: reply.body(scope) ?? null };
    case 'one':
      return { kind: 'json', value: reply.run(last, plan.context), isomorphic };
    case 'each': {
      const list = Array.isArray(last) ? (last as unknown[]) : [];
      return { kind: 'json', value: list.map((item) => reply.run(item, plan.context)), isomorphic };
    }
  }
}
