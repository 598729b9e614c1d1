import { ConfigError } from './config-error.js';
import { environment, fileKeys, type Environment } from './environment.js';
import { resolveSecretFiles } from './secret-file.js';
import { unknownKeys } from './unknown-keys.js';

export interface ReadEnvironment {
  /** A key with a mistake has its default. */
  readonly values: Environment;
  /** Whether the key was given at all, valid or not, by itself or as a file. */
  readonly has: (key: keyof Environment) => boolean;
  /** One line each. */
  readonly mistakes: readonly string[];
}

/** Reads every `HOLDOVER_*` key on its own, so that one mistake never hides another. */
export function readEnvironment(env: NodeJS.ProcessEnv): ReadEnvironment {
  const given = givenKeys(env);
  const known = [...Object.keys(environment.shape), ...fileKeys.map((key) => `${key}_FILE`)];
  const resolved = resolveSecretFiles(given, fileKeys);
  const mistakes = [...unknownKeys(Object.keys(given), known), ...resolved.mistakes];
  const values: Record<string, unknown> = {};
  for (const [key, setting] of Object.entries(environment.shape)) {
    const read = setting.safeParse(resolved.values[key]);
    for (const { message } of read.error?.issues ?? []) {
      mistakes.push(`${key}${message.startsWith(':') ? '' : ' '}${message}`);
    }
    values[key] = read.success ? read.data : setting.safeParse(undefined).data;
  }
  return {
    values: values as Environment,
    has: (key) => key in given || `${key}_FILE` in given,
    mistakes,
  };
}

/**
 * Reads some of the keys, and ignores mistakes in all others.
 *
 * @param own fits the names of these keys
 * @throws ConfigError
 */
export function readOwnKeys(env: NodeJS.ProcessEnv, own: RegExp): Environment {
  const { values, mistakes } = readEnvironment(env);
  // Every mistake begins with the name of its key.
  const found = mistakes.filter((mistake) => own.test(mistake));
  if (found.length > 0) throw new ConfigError(found);
  return values;
}

/** Drops empty keys: Compose files and shells set a key to nothing where they mean to leave it out. */
function givenKeys(env: NodeJS.ProcessEnv): Record<string, string> {
  const given: Record<string, string> = {};
  for (const [key, value] of Object.entries(env)) {
    if (key.startsWith('HOLDOVER_') && value !== undefined && value.trim() !== '') given[key] = value;
  }
  return given;
}
