import type { Contract, ContractSchema, Operation } from '../read/contract.js';
import { didYouMean } from '../../syntax/did-you-mean.js';
import type { YamlPath } from '../read/read-yaml.js';
import type { Report } from '../read/report.js';

interface At {
  readonly path: YamlPath;
  readonly report: Report;
  readonly contract: Contract;
}

/** Checks the fields that an entry writes out against v2's. A body that a function computes is not checked. */
export function checkBody(body: unknown, operation: Operation, at: At): void {
  if (operation.body === undefined) {
    if (body !== undefined) at.report.key(at.path, 'v2 takes no body in this call.');
    return;
  }
  checkValue(body, operation.body, at);
}

function checkValue(value: unknown, schema: ContractSchema, { path, report, contract }: At): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  const known = fieldsOf(schema, contract);
  for (const [key, inner] of Object.entries(value)) {
    const field = known.fields.get(key);
    if (field !== undefined) checkValue(inner, field, { path: [...path, key], report, contract });
    else if (!known.open)
      report.key([...path, key], `v2 takes no "${key}" in this body${didYouMean(key, known.fields.keys())}`);
  }
  for (const name of known.required) {
    if (!Object.hasOwn(value, name)) report.at(path, `v2 requires "${name}" in this body.`);
  }
}

interface Fields {
  readonly fields: ReadonlyMap<string, ContractSchema>;
  /** Other fields are accepted as well. */
  readonly open: boolean;
  readonly required: readonly string[];
}

function fieldsOf(schema: ContractSchema, contract: Contract): Fields {
  const { properties, required = [], additionalProperties, ...combined } = contract.resolve(schema);
  const own = Object.entries(properties ?? {});
  const choices = [...(combined.oneOf ?? []), ...(combined.anyOf ?? [])].map((part) =>
    fieldsOf(part, contract),
  );
  const parts = (combined.allOf ?? []).map((part) => fieldsOf(part, contract));
  const inner = [...choices, ...parts];
  const closed = properties !== undefined || additionalProperties === false;
  return {
    fields: new Map([...inner.flatMap(({ fields }) => [...fields]), ...own]),
    open:
      additionalProperties !== undefined && additionalProperties !== false
        ? true
        : !closed && (inner.length === 0 || inner.some(({ open }) => open)),
    required: [...required, ...parts.flatMap((part) => part.required)],
  };
}
