import type { JsonObject } from './json-value.js';

/** A rule as stored, and as `GET /rules` shows it (recorded): these keys in this order. `stage` is only in answers. */
export interface RuleRecord {
  /** `rul_` and 16 letters or digits. */
  readonly id: string;
  readonly enabled: boolean;
  readonly script: string;
  readonly name: string;
  readonly order: number;
  readonly stage: string;
}

/**
 * The state of rules in a tenant: `open` as before 2024-11-18; `frozen` since then (only enabling, disabling and
 * configs); `gone` after their removal (announced for 2026-11-18).
 */
export type RulesState = 'open' | 'frozen' | 'gone';

/** The rules of a tenant, and the configuration that they read. */
export class RuleStore {
  state: RulesState = 'open';
  /** Values of `/rules-configs`, which v2 never returns. */
  readonly configs = new Map<string, string>();
  readonly #rules = new Map<string, RuleRecord>();

  get(id: string): RuleRecord | undefined {
    return this.#rules.get(id);
  }

  byName(name: string): RuleRecord | undefined {
    return this.all().find((rule) => rule.name === name);
  }

  /** Sorted by the order in which they run (recorded). */
  all(): RuleRecord[] {
    return [...this.#rules.values()].sort((one, other) => one.order - other.order);
  }

  /** Order of a new rule that names none (inferred: last + 1). */
  nextOrder(): number {
    return Math.max(0, ...this.all().map(({ order }) => order)) + 1;
  }

  put(rule: RuleRecord): RuleRecord {
    this.#rules.set(rule.id, rule);
    return rule;
  }

  remove(id: string): boolean {
    return this.#rules.delete(id);
  }
}

export function ruleView(rule: RuleRecord): JsonObject {
  return { ...rule };
}
