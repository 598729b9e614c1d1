import { derivedDefaults } from './derived-defaults.js';
import { environment, secretKeys, type EnvironmentKey } from './environment.js';
import { readEnvironment } from './read-environment.js';
import type { SettingNotes } from './setting.js';

/** One key as it is in effect. */
export interface EffectiveSetting {
  readonly key: EnvironmentKey;
  /** As one would write it; undefined where the key is left out and has no value of its own. Secrets are masked. */
  readonly value: string | undefined;
  readonly from: 'default' | 'environment' | 'file';
  /** The file of a secret. */
  readonly file?: string;
  /** What goes in place of a value, in words. */
  readonly instead?: string;
}

const mask = '***';

/** Every key in the order of the table, with what it holds and where that is from. Mistakes are not told here. */
export function effectiveConfig(env: NodeJS.ProcessEnv = process.env): EffectiveSetting[] {
  const { values, has } = readEnvironment(env);
  const derived: Readonly<Record<string, string | number | undefined>> = derivedDefaults(values);
  return (Object.keys(environment.shape) as EnvironmentKey[]).map((key) => {
    if (has(key)) return given(key, env, values[key]);
    const ofOthers = derived[key];
    return { key, from: 'default', ...(ofOthers === undefined ? usual(key) : { value: String(ofOthers) }) };
  });
}

function given(key: EnvironmentKey, env: NodeJS.ProcessEnv, value: unknown): EffectiveSetting {
  const file = secretKeys.includes(key) ? env[`${key}_FILE`] : undefined;
  const shown = secretKeys.includes(key) ? masked(value) : env[key];
  return { key, value: shown, ...(file ? { from: 'file', file } : { from: 'environment' }) };
}

/** Of a secret only the rest of its URL is shown, where it is in one. */
function masked(value: unknown): string {
  const url = typeof value === 'string' ? URL.parse(value) : null;
  if (url === null || url.host === '') return mask;
  if (url.password !== '') url.password = mask;
  return url.href;
}

/** The table shows a value as code, and anything else in words. */
function usual(key: EnvironmentKey): Pick<EffectiveSetting, 'value' | 'instead'> {
  const { shown } = environment.shape[key].meta() as unknown as SettingNotes;
  const value = /^`([^`]+)`$/.exec(shown)?.[1];
  if (value !== undefined && environment.shape[key].safeParse(value).success) return { value };
  return { value: undefined, instead: shown.replaceAll('`', '') };
}
