import { derivedDefaults } from './derived-defaults.js';
import { environment, fileKeys, secretKeys, type EnvironmentKey } from './environment.js';
import { readEnvironment } from './read-environment.js';
import type { SettingNotes } from './setting.js';

/** One key as it is in effect. */
export interface EffectiveSetting {
  readonly key: EnvironmentKey;
  /** As it would be written; undefined where the key is left out and has no default value. Secrets are masked. */
  readonly value: string | undefined;
  readonly from: 'default' | 'environment' | 'file';
  /** The file that the value was read from. */
  readonly file?: string;
  /** Words in place of a value. */
  readonly instead?: string;
}

const mask = '***';

/** Every key in the order of the table, with its value and where that is from. Mistakes are not reported here. */
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
  const file = fileKeys.includes(key) ? env[`${key}_FILE`] : undefined;
  const shown = secretKeys.includes(key) ? masked(key, value) : written(key, env[key] ?? String(value));
  return { key, value: shown, ...(file ? { from: 'file', file } : { from: 'environment' }) };
}

/** A base URL as it is used. A refused URL is shown as it was given, without its credentials and query. */
function written(key: EnvironmentKey, text: string): string {
  const read = environment.shape[key].safeParse(text);
  if (!read.success) return URL.canParse(text) ? withoutSecrets(new URL(text), text) : text;
  return typeof read.data === 'string' ? read.data : text;
}

/** Masks a secret; of a Redis URL only the secret parts. */
function masked(key: EnvironmentKey, value: unknown): string {
  if (key !== 'HOLDOVER_REDIS_URL' || typeof value !== 'string' || !URL.canParse(value)) return mask;
  return withoutSecrets(new URL(value), value);
}

/** Masks a password, a user name without a password, because it may be one, and a query. */
function withoutSecrets(url: URL, text: string): string {
  if (url.username + url.password + url.search === '') return text;
  if (url.password !== '') url.password = mask;
  else if (url.username !== '') url.username = mask;
  if (url.search !== '') url.search = mask;
  return url.href;
}

/** The table shows a literal default as code, and anything else in words. */
function usual(key: EnvironmentKey): Pick<EffectiveSetting, 'value' | 'instead'> {
  const { shown } = environment.shape[key].meta() as unknown as SettingNotes;
  const value = /^`([^`]+)`$/.exec(shown)?.[1];
  if (value !== undefined && environment.shape[key].safeParse(value).success) return { value };
  return { value: undefined, instead: shown.replaceAll('`', '') };
}
