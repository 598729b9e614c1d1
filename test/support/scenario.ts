import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parse } from 'yaml';

export interface ScenarioCall {
  /** `METHOD /path`, percent-encoded. */
  call: string;
  /** A list for a repeated key. */
  query?: Record<string, string | string[]>;
  /** Absent: the call must have no body. */
  body?: unknown;
  /** The bearer that v2 must receive; `none` for no Authorization; default: the caller's v2 token. */
  bearer?: string;
  answer: { status: number; body?: unknown; headers?: Record<string, string> };
}

/** One example of one v1 operation: the v1 request, the v2 calls it must make with their answers, the v1 reply. */
export interface Scenario {
  name: string;
  /**
   * Default: `app`, from the clients file; `guessed` is the same client without that file; `user` has an id_token of
   * auth0|1; `stale` sends a token that is no longer valid.
   */
  caller?: 'global' | 'app' | 'guessed' | 'user' | 'v2' | 'anonymous' | 'stale';
  /** Scopes of the v2 token, which is that of client `machine`; absent: unknown. */
  scopes?: string[];
  lossy?: 'silent' | 'warn' | 'strict';
  switches?: string[];
  /** The state of the v2 tenant; a scenario with it also runs over real sockets against the sandbox. */
  tenant?: {
    /** In v2's form, with their `password`. */
    users?: Record<string, unknown>[];
    devices?: Record<string, unknown>[];
    /** In v2's form; they replace the demo's. */
    clients?: Record<string, unknown>[];
    /**
     * In v2's form, with `clients`, the ids of the clients that it is enabled for, and `online`, whether the connector
     * is.
     */
    connections?: Record<string, unknown>[];
    /** In v2's form. */
    rules?: Record<string, unknown>[];
    rulesState?: 'open' | 'frozen' | 'gone';
    rulesConfigs?: Record<string, string>;
    /** In v2's form. */
    emailTemplates?: Record<string, unknown>[];
    /** Oldest first, each with its own id. */
    logs?: Record<string, unknown>[];
  };
  /** For one dialect only; otherwise for both. */
  dialect?: Dialect;
  request: { line: string; body?: unknown; headers?: Record<string, string> };
  upstream?: ScenarioCall[];
  /** Calls of the 2015 dialect, where they differ. */
  'upstream-2015'?: ScenarioCall[];
  reply: ScenarioReply;
  /** The reply of the 2015 dialect, where it differs. */
  'reply-2015'?: ScenarioReply;
}

export interface ScenarioReply {
  status: number;
  type: string;
  /** `$any` stands for any value, which must be present. */
  body: unknown;
  /** null: the field must be absent. */
  headers?: Record<string, string | null>;
}

export const dialects = ['current', '2015'] as const;
export type Dialect = (typeof dialects)[number];

/** The scenarios of a dialect, with its own calls and replies in place of the common ones. */
export function inDialect(scenarios: readonly Scenario[], dialect: Dialect): Scenario[] {
  const own = scenarios.filter((scenario) => (scenario.dialect ?? dialect) === dialect);
  if (dialect === 'current') return own;
  return own.map((scenario) => {
    const upstream = scenario['upstream-2015'] ?? scenario.upstream;
    return { ...scenario, upstream, reply: scenario['reply-2015'] ?? scenario.reply } as Scenario;
  });
}

export interface ScenarioFile {
  /** Same as the entry's: `users.get`. */
  id: string;
  scenarios: Scenario[];
}

const root = join(process.cwd(), 'test', 'scenarios');

/** All scenario files; their tree mirrors routes-map. */
export function readScenarios(): ScenarioFile[] {
  return yamlFiles(root).map((file) => {
    const raw = parse(readFileSync(file, 'utf8')) as Scenario[];
    return {
      id: relative(root, file)
        .replace(/\.yaml$/, '')
        .replaceAll('/', '.'),
      scenarios: raw.map((scenario) => resolve(scenario, scenario) as Scenario),
    };
  });
}

function yamlFiles(folder: string): string[] {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .flatMap((path) =>
      statSync(path).isDirectory() ? yamlFiles(path) : path.endsWith('.yaml') ? [path] : [],
    )
    .sort();
}

/** Replaces `{ $ref: tenant.users.0 }` by the value there in the same scenario. */
function resolve(value: unknown, scenario: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(item, scenario));
  if (typeof value !== 'object' || value === null) return value;
  const { $ref } = value as { $ref?: unknown };
  if (typeof $ref === 'string') {
    const found = $ref
      .split('.')
      .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], scenario);
    if (found === undefined) throw new Error(`$ref ${$ref} leads nowhere`);
    return found;
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner, scenario)]));
}

/** Replaces the actual value by `$any` where the expected value has it, so that the rest can be compared as a whole. */
export function blur(actual: unknown, expected: unknown): unknown {
  if (expected === '$any') return actual === undefined ? undefined : '$any';
  if (Array.isArray(actual) && Array.isArray(expected))
    return actual.map((item, n) => blur(item, expected[n]));
  if (isRecord(actual) && isRecord(expected)) {
    return Object.fromEntries(
      Object.entries(actual).map(([key, value]) => [key, blur(value, expected[key])]),
    );
  }
  return actual;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
