import { GatewayError } from '../../errors/gateway-error.js';
import { curlOf } from './curl.js';
import type { LoadedMap } from '../load-map.js';
import type {
  CallShape,
  CallStep,
  CollectStep,
  ComputeStep,
  ConfirmStep,
  Given,
  LookupStep,
  Route,
  RouteStep,
  Scope,
  ScopeNeed,
  SweepStep,
} from '../route.js';
import { isThere } from '../run/is-there.js';
import { lackingOf, needsOfStep, scopesLacking } from '../run/scope-needs.js';
import { holdsUnknown, UnknownValue } from '../compile/unknown-value.js';
import {
  checkpointQuery,
  firstV2Page,
  leastAsked,
  pageQuery,
  upstreamCeiling,
  upstreamPageSize,
  type V1Page,
} from '../run/v2-paging.js';

/** One call to v2 as it would be made. */
interface ExplainedCall {
  readonly kind: 'call';
  readonly as: string | undefined;
  /** The look-up that the call belongs to. */
  readonly lookup: string | undefined;
  readonly method: string;
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
  readonly body: unknown;
  /** Any one of these suffices. */
  readonly scopes: readonly string[];
  /** Scopes to grant so that the token suffices; undefined if it does, or if it is not known. */
  readonly lacks: readonly string[] | undefined;
  /** `caller`: a token for v2. `none`: no token. `request`: a token that came in the v1 request. */
  readonly bearer: 'caller' | 'none' | 'request';
  /** A value that only v2's answer contains. The call is made only if it is there. */
  readonly when: string | undefined;
  /** For a collected list: the call is repeated for the pages up to this one. */
  readonly lastPage: number | undefined;
  /** All pages of the list are looked through, not only this one. */
  readonly allPages: boolean;
  /** The call to make instead if v2 answers 404. */
  readonly absent: ExplainedCall | undefined;
  /** For a list that continues after the last item of each call: the largest number of items. */
  readonly upTo: number | undefined;
  /** The call is made only when the person who follows a link confirms it. */
  readonly onceConfirmed: boolean;
  /** For a list: the call made for each item. */
  readonly each: ExplainedCall | undefined;
  /** Ready to paste. The token is in `$HOLDOVER_V2_TOKEN`. */
  readonly curl: string;
}

interface ExplainedCompute {
  readonly kind: 'compute';
  readonly as: string | undefined;
  readonly name: string;
  /** Undefined if it depends on v2's answers. */
  readonly value: unknown;
}

export type ExplainedStep = ExplainedCall | ExplainedCompute;

/** The facts about a v2 token that matter here. */
export interface ExplainedToken {
  /** The tenant's client of the token. */
  readonly clientId: string;
  readonly scopes: ReadonlySet<string>;
}

interface ExplainDeps {
  readonly map: LoadedMap;
  readonly upstreamUrl: string | undefined;
  readonly token: ExplainedToken | undefined;
}

/**
 * Walks the steps as `execute` does, with unknown values in place of v2's answers.
 *
 * @returns the steps, the scope, and the needs of the calls that are certain to be made
 */
export function explainSteps(
  route: Route,
  given: Given,
  deps: ExplainDeps,
): { steps: ExplainedStep[]; scope: Scope; needs: ScopeNeed[] } {
  const answers: Record<string, unknown> = {};
  const needs: ScopeNeed[] = [];
  const scope: Scope = { ...given, answers };
  const steps = route.steps.flatMap((step) => {
    const when = step.when?.(scope);
    if (step.when !== undefined && !holdsUnknown(when) && !isThere(when)) return [];
    const { explained, answer } = explainStep(step, scope, deps);
    if (step.as !== undefined) answers[step.as] = answer;
    if (when instanceof UnknownValue && explained.kind === 'call')
      return [{ ...explained, when: when.toString() }];
    needs.push(...needsOfStep(step));
    return [explained];
  });
  return { steps, scope, needs };
}

function explainStep(
  step: RouteStep,
  scope: Scope,
  deps: ExplainDeps,
): { explained: ExplainedStep; answer: unknown } {
  const answer = new UnknownValue(step.as ?? 'answer');
  switch (step.kind) {
    case 'compute':
      return explainCompute(step, scope, deps);
    case 'call':
      return { explained: explainWithAbsent(step, scope, deps), answer };
    case 'collect':
      return { explained: explainCollect(step, scope, deps), answer };
    case 'lookup':
      return { explained: explainLookup(step, scope, deps), answer };
    case 'confirm':
      return { explained: explainConfirm(step, scope, deps), answer };
    case 'sweep':
      return { explained: explainSweep(step, scope, deps), answer };
  }
}

function explainCompute(
  { as, name, input, run }: ComputeStep,
  scope: Scope,
  { map }: ExplainDeps,
): { explained: ExplainedCompute; answer: unknown } {
  const given = input(scope);
  if (holdsUnknown(given)) {
    const answer = new UnknownValue(as ?? name);
    return { explained: { kind: 'compute', as, name, value: undefined }, answer };
  }
  const value = run(given, { settings: map.settings, caller: scope.caller });
  return { explained: { kind: 'compute', as, name, value }, answer: value };
}

function explainLookup(
  { as, name, needs, call, allPages }: LookupStep,
  scope: Scope,
  deps: ExplainDeps,
): ExplainedCall {
  const inner = { ...scope, slots: needs(scope) as Record<string, string> };
  const paging = allPages ? pagesOf({ page: 0, perPage: upstreamCeiling }).paging : undefined;
  return { ...explainCall(call, inner, { deps, as, paging }), lookup: name, allPages };
}

function explainWithAbsent(step: CallStep, scope: Scope, deps: ExplainDeps): ExplainedCall {
  const absent =
    step.absent === undefined ? undefined : explainCall(step.absent, scope, { deps, as: undefined });
  return { ...explainCall(step, scope, { deps, as: step.as }), absent };
}

/** The link keeps the body secret, so that it is shown only by the names of its values. */
function explainConfirm(step: ConfirmStep, scope: Scope, deps: ExplainDeps): ExplainedCall {
  const body = new UnknownValue('body');
  return { ...explainCall(step, { ...scope, body }, { deps, as: step.as }), onceConfirmed: true };
}

function explainSweep(step: SweepStep, scope: Scope, deps: ExplainDeps): ExplainedCall {
  const { as } = step.each;
  const inner = { ...scope, answers: { ...scope.answers, [as]: new UnknownValue(as) } };
  const list = explainKeyed(step, { page: 0, perPage: upstreamPageSize, key: step.key }, { scope, deps });
  return { ...list, each: explainCall(step.each, inner, { deps, as: undefined }) };
}

function explainCollect(step: CollectStep, scope: Scope, deps: ExplainDeps): ExplainedCall {
  const { range } = step;
  if (range.by === 'checkpoint') {
    const from = range.from(scope);
    const take = Number(range.take(scope));
    const after = typeof from === 'string' ? from : undefined;
    const paging = checkpointQuery(after, Math.min(take, upstreamPageSize));
    const call = explainCall(step, scope, { deps, as: step.as, paging });
    return { ...call, upTo: take > upstreamPageSize ? take : undefined };
  }
  const page = Number(range.page(scope));
  const perPage = Number(range.perPage(scope));
  if (range.key !== undefined) return explainKeyed(step, { page, perPage, key: range.key }, { scope, deps });
  const { ceiling = upstreamCeiling } = range;
  if (page * perPage >= ceiling) {
    throw new GatewayError('input-invalid', {
      message: `v2 lists no more than ${ceiling} items: this page is answered with an empty list, without a call.`,
    });
  }
  const { paging, lastPage } = pagesOf({ page, perPage, ceiling });
  return { ...explainCall(step, scope, { deps, as: step.as, paging }), lastPage };
}

/** The call as `collectByKey` makes it. For a distant page it is the first call that counts to it. */
function explainKeyed(
  step: CollectStep | SweepStep,
  { page, perPage, key }: { page: number; perPage: number; key: string },
  { scope, deps }: { scope: Scope; deps: ExplainDeps },
): ExplainedCall {
  const end = (page + 1) * perPage;
  const counted = page > 0 && end <= upstreamCeiling;
  const size = counted ? perPage : Math.min(Math.max(perPage, leastAsked), upstreamPageSize);
  const lastOfAQuery = { page: upstreamCeiling / upstreamPageSize - 1, perPage: upstreamPageSize };
  const { paging, lastPage } = pagesOf(page > 0 && !counted ? lastOfAQuery : { page, perPage: size });
  const sorted: [string, string][] = [['sort', `${key}:1`], ...paging];
  const call = explainCall(step, scope, { deps, as: step.as, paging: sorted });
  return { ...call, lastPage, upTo: counted || end <= upstreamPageSize ? undefined : perPage };
}

/** The pages as `collect` asks for them, if there are enough items. */
function pagesOf({ page, perPage, ceiling = upstreamCeiling }: V1Page): {
  paging: [string, string][];
  lastPage: number | undefined;
} {
  const { number, size } = firstV2Page({ page, perPage, ceiling });
  const last = Math.ceil(Math.min((page + 1) * perPage, ceiling) / size) - 1;
  return { paging: pageQuery(number, size), lastPage: last > number ? last : undefined };
}

function explainCall(
  shape: CallShape,
  scope: Scope,
  {
    deps,
    as,
    paging = [],
  }: { deps: ExplainDeps; as: string | undefined; paging?: [string, string][] | undefined },
): ExplainedCall {
  const { bearer: sent } = shape;
  const bearer = typeof sent !== 'string' ? 'request' : sent === 'caller' ? 'caller' : 'none';
  const call = {
    method: shape.method,
    path: shape.path(scope),
    query: [...shape.query(scope), ...paging],
    body: withCredentials(shape.body?.(scope), sent),
    bearer,
  } as const;
  return {
    kind: 'call',
    as,
    lookup: undefined,
    ...call,
    scopes: shape.scopes,
    lacks: lackedBy(shape, deps.token),
    when: undefined,
    lastPage: undefined,
    allPages: false,
    absent: undefined,
    upTo: undefined,
    onceConfirmed: false,
    each: undefined,
    curl: curlOf(call, deps.upstreamUrl ?? 'https://YOUR_TENANT.auth0.com'),
  };
}

/** Adds the credentials by name only: their values are never shown. */
function withCredentials(body: unknown, bearer: CallShape['bearer']): unknown {
  const client_secret = new UnknownValue('client_secret');
  if (bearer === 'client') return { ...(body as object), client_secret };
  if (bearer !== 'credentials') return body;
  return { ...(body as object), client_id: new UnknownValue('client_id'), client_secret };
}

function lackedBy({ need }: CallShape, token: ExplainedToken | undefined): string[] | undefined {
  if (need === undefined || token === undefined) return undefined;
  const lacking = scopesLacking(lackingOf([need], token.scopes));
  return lacking.length === 0 ? undefined : lacking;
}
