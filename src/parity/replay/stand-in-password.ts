import { randomUUID } from 'node:crypto';
import { redacted } from '../redaction/redact-text.js';
import type { RecordedRequest } from '../recording.js';

const passwordField = /^(?:new_?)?password$/i;

/**
 * Replaces all redacted passwords by one made-up password, so that users can be created and then log in with it.
 * The recording stays as it is, and nothing shows the password.
 */
export type WithPassword = (request: RecordedRequest) => RecordedRequest;

export function createStandInPassword(): WithPassword {
  // Has each kind of character that a tenant's policy may require.
  const password = `Aa1!${randomUUID()}`;
  const fill = (name: string, value: unknown): unknown =>
    value === redacted && passwordField.test(name) ? password : value;
  return (request) => {
    const { body } = request;
    if (body === undefined || 'text' in body) return request;
    if ('form' in body) {
      const form = body.form.map(([name, value]): [string, string] => [name, String(fill(name, value))]);
      return { ...request, body: { form } };
    }
    const { json } = body;
    if (typeof json !== 'object' || json === null || Array.isArray(json)) return request;
    const filled = Object.entries(json).map(([name, value]) => [name, fill(name, value)]);
    return { ...request, body: { json: Object.fromEntries(filled) as unknown } };
  };
}
