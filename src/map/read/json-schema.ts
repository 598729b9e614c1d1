import { z } from 'zod';

/** The subset of JSON Schema 2020-12 that `accepts` may use. OpenAPI prints it as it is. */
export interface JsonSchema {
  readonly type?: JsonType | readonly JsonType[] | undefined;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly examples?: readonly unknown[] | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly const?: unknown;
  readonly format?: (typeof formats)[number] | undefined;
  readonly pattern?: string | undefined;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly items?: JsonSchema | undefined;
  readonly minItems?: number | undefined;
  readonly maxItems?: number | undefined;
  readonly properties?: Readonly<Record<string, JsonSchema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly additionalProperties?: boolean | JsonSchema | undefined;
}

const jsonTypes = ['string', 'boolean', 'integer', 'number', 'object', 'array', 'null'] as const;
export type JsonType = (typeof jsonTypes)[number];

const formats = ['email', 'uri', 'date-time'] as const;

const type = z.enum(jsonTypes, `must be one of ${jsonTypes.join(', ')}`);
const count = z.number('must be a whole number').int('must be a whole number').min(0, 'must not be negative');

export const jsonSchema: z.ZodType<JsonSchema> = z.lazy(() =>
  z.strictObject(
    {
      type: z
        .union([type, z.array(type)], `must be one of ${jsonTypes.join(', ')}, or a list of them`)
        .optional(),
      title: z.string('must be a text').optional(),
      description: z.string('must be a text').optional(),
      examples: z.array(z.unknown(), 'must be a list').optional(),
      enum: z.array(z.unknown(), 'must be a list').min(1, 'must not be empty').optional(),
      const: z.unknown().optional(),
      format: z.enum(formats, `must be one of ${formats.join(', ')}`).optional(),
      pattern: z.string('must be a text').refine(isPattern, 'is not a regular expression').optional(),
      minLength: count.optional(),
      maxLength: count.optional(),
      minimum: z.number('must be a number').optional(),
      maximum: z.number('must be a number').optional(),
      items: jsonSchema.optional(),
      minItems: count.optional(),
      maxItems: count.optional(),
      properties: z.record(z.string(), jsonSchema, 'must be a mapping').optional(),
      required: z.array(z.string('must be a text'), 'must be a list').optional(),
      additionalProperties: z.union([z.boolean(), jsonSchema], 'must be true, false or a schema').optional(),
    },
    'must be a JSON Schema',
  ),
);

/** Whether the text is a regular expression in Unicode mode, as in JSON Schema. */
export function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}
