/** The JSON Schema types, spelled as in v2's messages. */
export type JsonType = 'string' | 'boolean' | 'integer' | 'number' | 'object' | 'array' | 'null';

/** A rule for a value: a small part of JSON Schema, because v2 validates and reports in its terms. */
export interface FieldRule {
  readonly type: JsonType | readonly JsonType[];
  /** The server's own description of the property, printed in brackets after its name. */
  readonly note?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: RegExp;
  readonly format?: FormatName;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: FieldRule;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly fields?: Readonly<Record<string, FieldRule>>;
  readonly required?: readonly string[];
  /** Whether properties outside `fields` are refused. */
  readonly closed?: boolean;
  /** Appended to the names of refused properties. */
  readonly closedHint?: string;
  readonly minProperties?: number;
  readonly maxProperties?: number;
}

/** The formats of the official OpenAPI that the sandbox checks. */
export const formats = {
  email: (text: string) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text),
  'client-id': (text: string) => /^[A-Za-z0-9_-]{1,64}$/.test(text),
  'user-id': (text: string) => /^[^|\s][^|]*\|.+$/.test(text),
  'organization-id': (text: string) => /^org_[A-Za-z0-9]{16}$/.test(text),
  'strict-uri': (text: string) => URL.canParse(text),
  url: (text: string) => URL.canParse(text),
} as const;

/** A name in `formats`. */
type FormatName = keyof typeof formats;

/** Any string. */
export const anyText: FieldRule = { type: 'string' };
/** `true` or `false`. */
export const anyBoolean: FieldRule = { type: 'boolean' };
/** An object whose content is not checked. */
export const anyObject: FieldRule = { type: 'object' };
/** A list of strings. */
export const textList: FieldRule = { type: 'array', items: anyText };
/** `^con_[A-Za-z0-9]{16}$`, official OpenAPI. */
export const connectionId: FieldRule = { type: 'string', pattern: /^con_[A-Za-z0-9]{16}$/ };
