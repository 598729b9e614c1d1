import type { LoadedMap } from '../load-map.js';
import { mergeOperations, operationOf, schemes, type OpenApiOperation } from './openapi-operation.js';
import type { IndexedLine } from '../match/route-index.js';
import { shapeOf } from '../read/v1-line.js';

/** OpenAPI 3.1 of the v1 surface. */
export interface OpenApi {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly security: readonly object[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly components: object;
}

export function toOpenApi(map: LoadedMap): OpenApi {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Auth0 Management API v1, as holdover serves it',
      version: '1',
      description:
        'Made from the map. Every request needs a v1 token, in the header or as access_token in the query.',
    },
    security: schemes,
    paths: pathsOf(map),
    components,
  };
}

function pathsOf(map: LoadedMap): Record<string, Record<string, OpenApiOperation>> {
  const byShape = new Map<string, IndexedLine[]>();
  for (const placed of map.lines) {
    const shape = shapeOf(placed.line);
    byShape.set(shape, [...(byShape.get(shape) ?? []), placed]);
  }
  const paths: Record<string, Record<string, OpenApiOperation>> = {};
  for (const shape of [...byShape.keys()].sort()) {
    const placed = [...(byShape.get(shape) ?? [])].sort((a, b) => special(a, map) - special(b, map));
    const key = placed[0]?.line.path ?? shape;
    const names = [...key.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name ?? '');
    const item: Record<string, OpenApiOperation> = (paths[key] = {});
    for (const { route, line } of placed) {
      const method = line.method.toLowerCase();
      const operation = operationOf({ route, line, names }, map);
      const before = item[method];
      // Spellings of one entry that differ only in the keys that they require are one operation here.
      if (before?.['x-holdover'].some(({ id }) => id === route.id) === true) continue;
      item[method] = before === undefined ? operation : mergeOperations(before, operation);
    }
  }
  return paths;
}

/** The plain line names the path. A line with a pattern or a required query key is a special case of it. */
function special({ line }: IndexedLine, { slots }: LoadedMap): number {
  return (
    line.slots.filter((slot) => slots.get(slot)?.matches !== undefined).length + line.requiredQuery.length
  );
}

/** The error body of `errors/v1-error-body.ts`, and the two ways to send a token. */
const components = {
  schemas: {
    V1Error: {
      type: 'object',
      required: ['error', 'error_description', 'detail', 'code', 'message', 'statusCode'],
      properties: {
        error: { type: 'string', description: 'A word for programs.' },
        error_description: { type: 'string' },
        detail: { type: 'string' },
        code: { type: 'string' },
        message: { type: 'string' },
        statusCode: { type: 'integer' },
      },
    },
  },
  responses: {
    V1Error: {
      description: 'What every legacy client can read of an error.',
      content: { 'application/json': { schema: { $ref: '#/components/schemas/V1Error' } } },
    },
  },
  securitySchemes: {
    bearer: { type: 'http', scheme: 'bearer', description: 'An opaque v1 token from POST /oauth/token.' },
    access_token: { type: 'apiKey', in: 'query', name: 'access_token' },
  },
} as const;
