import type { LoadedMap } from '../../map/load-map.js';
import { maskQuoted } from '../../observe/log/mask-quoted.js';
import { percentDecoded } from '../../syntax/percent-decoded.js';
import { credentialKeys } from '../../syntax/raw-query.js';
import { splitTarget } from '../../syntax/split-target.js';
import type { RecordedRequest } from '../recording.js';
import { redactInner } from './redact-body.js';
import { inQuery, redacted, type RedactText } from './redact-text.js';
import { hasSecrets, isSecretName } from './secret-names.js';

/** The target without the caller's credentials, and with `[redacted]` in place of other secrets. */
export function redactTarget(
  map: Pick<LoadedMap, 'index' | 'slots'>,
  { method, target }: RecordedRequest,
  text: RedactText,
): string {
  const { path, query } = splitTarget(target);
  const secrets = secretSlots(map, { method, target });
  const shown = path
    .split('/')
    .map((segment) => (secrets.has(percentDecoded(segment)) ? mark : text(segment)));
  const pairs = query
    .split('&')
    .filter((pair) => !credentialKeys.has(percentDecoded(nameOf(pair))))
    .map((pair) => {
      const name = nameOf(pair);
      return name !== pair && isSecretName(percentDecoded(name)) ? `${name}=${mark}` : redactPair(pair, text);
    });
  const left = pairs.join('&');
  return left === '' ? shown.join('/') : `${shown.join('/')}?${left}`;
}

const mark = encodeURIComponent(redacted);

/** Treats JSON or a URL in a query value as in a body. */
function redactPair(pair: string, text: RedactText): string {
  const name = nameOf(pair);
  const value = percentDecoded(pair.slice(name.length + 1).replaceAll('+', '%20'));
  const shown = redactInner(value, {
    text: (inner) => maskQuoted(inner.replace(inQuery, `$1${redacted}`), hasSecrets, redacted),
    all: false,
  });
  return text(shown === value ? pair : `${name}=${encodeURIComponent(shown)}`);
}

/** Whether the path, in any spelling, is that of rules-configs: the credentials that rules use elsewhere. */
export function holdsSecrets(target: string): boolean {
  const [, first = '', second = ''] = tidied(target.split('?', 1)[0] ?? '').split('/');
  return percentDecoded(first) === 'api' && percentDecoded(second) === 'rules-configs';
}

/** Normalises a path. v1 may have accepted what the map does not, such as two slashes after the host. */
function tidied(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    const name = percentDecoded(segment);
    if (name === '..') kept.pop();
    else if (name !== '' && name !== '.') kept.push(segment);
  }
  return `/${kept.join('/')}`;
}

/** The secrets in the path of a v1 request: values of the slots that the map names as secret. */
export function secretSlots(
  { index, slots }: Pick<LoadedMap, 'index' | 'slots'>,
  { method, target }: Pick<RecordedRequest, 'method' | 'target'>,
): ReadonlySet<string> {
  const { path, query } = splitTarget(target);
  try {
    const tidy = tidied(path);
    const first = index.find(method, tidy, query);
    const found = first.kind === 'method-unknown' ? index.find(first.allow[0] ?? '', tidy, query) : first;
    if (found.kind !== 'match') return new Set();
    const values = Object.entries(found.match.slots).filter(([slot]) => slots.get(slot)?.secret === true);
    return new Set(values.map(([, value]) => value));
  } catch {
    // v1 would not have understood the path either.
    return new Set();
  }
}

function nameOf(pair: string): string {
  return pair.split('=', 1)[0] ?? '';
}
