import { createHash } from 'node:crypto';
import type { LoadedMap } from '../../map/load-map.js';
import { maskAssigned } from '../../observe/log/mask-quoted.js';
import type { Exchange, RecordedReply, RecordedRequest, RecordingHeader } from '../recording.js';
import { redactBody, redactValue, type Rule } from './redact-body.js';
import { holdsSecrets, redactTarget, secretSlots } from './redact-target.js';
import { hashedHost, redacted, textRedaction, withoutEchoes, type RedactText } from './redact-text.js';
import { isSecretName } from './secret-names.js';

/** Removes secrets before anything is written or shown. Pure. */
export interface Redaction {
  readonly emails: RecordingHeader['emails'];
  request(request: RecordedRequest): RecordedRequest;
  /** @param to the request that it answers: the path decides what is a secret */
  reply(reply: RecordedReply, to: RecordedRequest): RecordedReply;
  exchange<T extends Omit<Exchange, 'id'>>(exchange: T): T;
}

/**
 * @param key HMAC key for e-mail addresses: the same address has the same hash everywhere, and cannot be guessed
 * without the key. Undefined: addresses stay.
 */
export function createRedaction(map: Pick<LoadedMap, 'index' | 'slots'>, key?: string): Redaction {
  const text = textRedaction(key);
  const said: RedactText = (input) => maskAssigned(text(input), isSecretName, redacted);
  /** Redacts headers and body. */
  const inner = <T extends RecordedReply | RecordedRequest>(given: T, rule: Rule): T => ({
    ...given,
    headers: redactValue(given.headers, { ...rule, all: false }) as T['headers'],
    ...(given.body === undefined ? {} : { body: redactBody(given.body, rule) }),
  });
  const request = (given: RecordedRequest): RecordedRequest => ({
    ...inner(given, { text: said, all: holdsSecrets(given.target) }),
    target: redactTarget(map, given, text),
  });
  const ruleFor = (asked: RecordedRequest): Rule => ({
    text: withoutEchoes(said, secretSlots(map, asked)),
    all: holdsSecrets(asked.target),
  });
  return {
    emails: key === undefined ? 'plain' : { hashed: fingerprint(key) },
    request,
    reply: (given, to) => inner(given, ruleFor(to)),
    exchange: (given) => {
      const rule = ruleFor(given.request);
      return {
        ...given,
        caller: text(given.caller),
        request: request(given.request),
        ...(given.reply === undefined ? {} : { reply: inner(given.reply, rule) }),
        ...(given.again === undefined ? {} : { again: inner(given.again, rule) }),
      };
    },
  };
}

/** Whether a secret was redacted in the request, so that it cannot be repeated. */
export function isRedacted({ target, body }: RecordedRequest): boolean {
  return (
    target.includes(encodeURIComponent(redacted)) ||
    (body !== undefined && JSON.stringify(body).includes(redacted))
  );
}

/** Whether the request holds a hashed e-mail address. */
export function isHashed({ target, body }: RecordedRequest): boolean {
  return target.includes(hashedHost) || (body !== undefined && JSON.stringify(body).includes(hashedHost));
}

function fingerprint(key: string): string {
  return createHash('sha256').update(`holdover recording ${key}`).digest('hex').slice(0, 12);
}
