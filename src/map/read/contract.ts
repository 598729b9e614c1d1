import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Any schema of the official document, limited to the keywords that the checks read. */
export interface ContractSchema {
  readonly $ref?: string | undefined;
  readonly properties?: Readonly<Record<string, ContractSchema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly additionalProperties?: unknown;
  readonly oneOf?: readonly ContractSchema[] | undefined;
  readonly anyOf?: readonly ContractSchema[] | undefined;
  readonly allOf?: readonly ContractSchema[] | undefined;
}

/** What v2 offers for one method of one path. */
export interface Operation {
  /** Scopes that v2 names for this call, of which it needs all or some; empty: it needs none. */
  readonly scopes: readonly string[];
  /** Names of the parameters that it takes. */
  readonly query: ReadonlySet<string>;
  readonly body: ContractSchema | undefined;
}

/** The facts of v2 that the map is checked against. */
export interface Contract {
  /** Path template to upper-case method to operation. */
  readonly paths: ReadonlyMap<string, ReadonlyMap<string, Operation>>;
  /** Follows a `$ref`. */
  resolve(schema: ContractSchema): ContractSchema;
}

const anySchema = z.custom<ContractSchema>((value) => typeof value === 'object' && value !== null);

const contractFile = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        scopes: z.array(z.string()),
        query: z.record(z.string(), z.unknown()).optional(),
        body: anySchema.optional(),
      }),
    ),
  ),
  components: z.object({ schemas: z.record(z.string(), anySchema) }).optional(),
});

/**
 * Reads a `v2-contract.json`.
 *
 * @throws Error when the file cannot be read or has another shape
 */
export function readContract(file: string): Contract {
  const { paths, components } = contractFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  return {
    paths: new Map(
      Object.entries(paths).map(([path, methods]) => [
        path,
        new Map(
          Object.entries(methods).map(([method, operation]) => [
            method.toUpperCase(),
            operationOf(operation),
          ]),
        ),
      ]),
    ),
    resolve(schema) {
      const name = schema.$ref?.split('/').at(-1);
      return name === undefined ? schema : (components?.schemas[name] ?? {});
    },
  };
}

function operationOf({
  scopes,
  query = {},
  body,
}: z.infer<typeof contractFile>['paths'][string][string]): Operation {
  return { scopes, query: new Set(Object.keys(query)), body };
}
