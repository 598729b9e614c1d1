import { shellQuoted } from '../../syntax/shell-quoted.js';

export interface CurlCall {
  readonly method: string;
  /** Percent-encoded; unknown segments as `{step.field}`. */
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
  readonly body: unknown;
  readonly bearer: 'caller' | 'none' | 'request';
}

const tokens = { caller: '$HOLDOVER_V2_TOKEN', request: '$HOLDOVER_USER_TOKEN' } as const;

/**
 * A curl command for a POSIX shell. Every value is in single quotes, and no token is written out.
 *
 * @param base URL of the tenant
 */
export function curlOf({ method, path, query, body, bearer }: CurlCall, base: string): string {
  const url = `${base.replace(/\/+$/, '')}${path}${queryText(query)}`;
  const parts = [`curl -X ${method} ${shellQuoted(url)}`];
  // curl treats braces and brackets in a URL as a pattern.
  if (/[{}[\]]/.test(url)) parts.push('--globoff');
  if (bearer !== 'none') parts.push(`-H "Authorization: Bearer ${tokens[bearer]}"`);
  if (body !== undefined) {
    parts.push(`-H 'Content-Type: application/json'`, `--data-raw ${shellQuoted(JSON.stringify(body))}`);
  }
  return parts.join(' \\\n  ');
}

function queryText(query: CurlCall['query']): string {
  if (query.length === 0) return '';
  return `?${query.map(([key, value]) => `${encodeURIComponent(key)}=${encodeValue(value)}`).join('&')}`;
}

/** An unknown value, `{step.field}`, stays readable. */
function encodeValue(value: string): string {
  return /^\{[\w.-]+\}$/.test(value) ? value : encodeURIComponent(value);
}
