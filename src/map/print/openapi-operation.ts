import { hasLink } from './describe-reply.js';
import { listRoute, type ListedRoute } from './list-routes.js';
import type { LoadedMap } from '../load-map.js';
import type { Route } from '../route.js';
import type { ParsedLine } from '../read/v1-line.js';
import type { JsonSchema } from '../read/json-schema.js';

type Json = Readonly<Record<string, unknown>>;

/** An operation of OpenAPI 3.1, with the fields that holdover writes. */
export interface OpenApiOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly deprecated?: true;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: Json;
  readonly responses: Json;
  readonly security?: readonly object[];
  /** What the v1 surface does not show: the entry, its v2 calls and their scopes. */
  readonly 'x-holdover': readonly Json[];
  /** The losses, which X-Holdover-Lossy reports. */
  readonly 'x-holdover-lossy'?: ListedRoute['lossy'];
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: unknown;
}

export const schemes = [{ bearer: [] }, { access_token: [] }] as const;

/** @param names the slot names in the operation's path, which may come from another entry */
export function operationOf(
  { route, line, names }: { route: Route; line: ParsedLine; names: readonly string[] },
  map: LoadedMap,
): OpenApiOperation {
  const { lossy, ...listed } = listRoute(route);
  const spelling = route.lines.indexOf(line);
  return {
    operationId: spelling > 0 ? `${route.id}.${spelling + 1}` : route.id,
    summary: route.summary,
    description: route.gone ?? route.change,
    tags: [route.id.split('.')[0] ?? ''],
    ...(route.gone === undefined ? {} : { deprecated: true as const }),
    parameters: [...pathParameters(line, names, map), ...queryParameters(route, line)],
    ...bodyOf(route),
    responses: responsesOf(route),
    ...(route.callers.has('anonymous') ? { security: [...schemes, {}] } : {}),
    'x-holdover': [listed],
    ...(lossy.length === 0 ? {} : { 'x-holdover-lossy': lossy }),
  };
}

/** To OpenAPI, unlike v1, two templates of one shape are the same path, so that both entries share one operation. */
export function mergeOperations(first: OpenApiOperation, second: OpenApiOperation): OpenApiOperation {
  const { requestBody: a, deprecated, ...rest } = first;
  const { requestBody: b } = second;
  const body = a === undefined || b === undefined ? undefined : mergeBodies(a, b);
  return {
    ...rest,
    ...(deprecated === true && second.deprecated === true ? { deprecated } : {}),
    summary: `${first.summary} Or: ${second.summary}`,
    description: `${first.description} Or: ${second.description}`,
    parameters: mergeParameters(first.parameters, second.parameters),
    ...(body === undefined ? {} : { requestBody: body }),
    responses: { ...second.responses, ...first.responses },
    'x-holdover': [...first['x-holdover'], ...second['x-holdover']],
    ...mergeLosses(first['x-holdover-lossy'], second['x-holdover-lossy']),
  };
}

function mergeLosses(
  a: ListedRoute['lossy'] = [],
  b: ListedRoute['lossy'] = [],
): Pick<OpenApiOperation, 'x-holdover-lossy'> {
  const losses = new Map([...a, ...b].map((loss) => [loss.id, loss]));
  return losses.size === 0 ? {} : { 'x-holdover-lossy': [...losses.values()] };
}

function mergeBodies(a: Json, b: Json): Json {
  const schemas = [a, b].map(
    (body) => (body['content'] as { 'application/json': { schema: Json } })['application/json'].schema,
  );
  const anyOf = schemas.flatMap((schema) => (schema['anyOf'] as Json[] | undefined) ?? [schema]);
  return contentOf({ anyOf }, a['required'] === true && b['required'] === true);
}

function mergeParameters(first: readonly Parameter[], second: readonly Parameter[]): Parameter[] {
  const has = (list: readonly Parameter[], wanted: Parameter): Parameter | undefined =>
    list.find((each) => each.in === wanted.in && each.name === wanted.name);
  const merged = first.map((each) => {
    const other = has(second, each);
    if (other === undefined) return { ...each, required: each.in === 'path' };
    const description = [each.description, other.description].filter((text) => text !== undefined);
    return {
      ...each,
      required: each.required && other.required,
      ...(description.length === 0 ? {} : { description: [...new Set(description)].join(' Or: ') }),
      schema: each.in === 'path' ? { type: 'string' } : each.schema,
    };
  });
  const others = second.filter((each) => has(first, each) === undefined);
  return [...merged, ...others.map((each) => ({ ...each, required: false }))];
}

function pathParameters(
  { segments }: ParsedLine,
  names: readonly string[],
  { slots }: LoadedMap,
): Parameter[] {
  const own = segments.flatMap((segment) => ('slot' in segment ? [segment.slot] : []));
  return own.map((slot, n) => {
    const info = slots.get(slot);
    return {
      name: names[n] ?? slot,
      in: 'path',
      required: true,
      ...(info === undefined ? {} : { description: info.description }),
      schema: {
        type: 'string',
        ...(info?.matches === undefined ? {} : { pattern: info.matches }),
        ...(info?.secret === true ? { format: 'password' } : {}),
      },
    };
  });
}

function queryParameters({ accepts }: Route, { requiredQuery }: ParsedLine): Parameter[] {
  const { properties = {}, required = [] } = accepts.query ?? {};
  const undeclared = requiredQuery.filter((key) => !Object.hasOwn(properties, key));
  return [
    ...Object.entries(properties),
    ...undeclared.map((key): [string, JsonSchema] => [key, { type: 'string' }]),
  ].map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name) || requiredQuery.includes(name),
    ...(typeof description === 'string' ? { description } : {}),
    schema,
  }));
}

function bodyOf({ accepts }: Route): { requestBody?: Json } {
  if (accepts.body === undefined) return {};
  const { required = [] } = accepts.body;
  return { requestBody: contentOf({ type: 'object', ...accepts.body }, required.length > 0) };
}

function contentOf(schema: Json, required: boolean): Json {
  const content = { 'application/json': { schema }, 'application/x-www-form-urlencoded': { schema } };
  return { required, content };
}

function responsesOf(route: Route): Json {
  const { reply, gone, jsonp } = route;
  const failed = { $ref: '#/components/responses/V1Error' };
  if (gone !== undefined) return { 501: failed, default: failed };
  if (jsonp !== undefined) return { 200: scriptOf(jsonp), default: failed };
  return {
    [reply.status]: {
      description: 'As v1 answered.',
      ...headersOf(route),
      content: replyContent(reply),
    },
    default: failed,
  };
}

function scriptOf({ callback, as }: NonNullable<Route['jsonp']>): Json {
  return {
    description: `A script that calls the function "${callback}" with { status, ${as} }, or { status, error }.`,
    content: { 'application/javascript': { schema: { type: 'string' } } },
  };
}

function headersOf(route: Route): Json {
  if (!hasLink(route)) return {};
  const description = 'Absolute URL of the next page, rel="next"; it needs no token and lives for minutes.';
  return { headers: { Link: { description, schema: { type: 'string' } } } };
}

function replyContent({ body }: Route['reply']): Json {
  if (body.kind === 'text') return { 'text/plain': { schema: { type: 'string', const: body.text } } };
  return { 'application/json': { schema: body.kind === 'each' ? { type: 'array', items: {} } : {} } };
}
