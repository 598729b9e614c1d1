import { get } from 'node:http';
import { InvalidArgumentError } from 'commander';
import { readAdminAddress } from '../config/admin-address.js';
import { baseUrl } from './base-url.js';

export interface OperatorAnswer {
  /** Undefined where nothing answered. */
  readonly status: number | undefined;
  readonly ok: boolean;
  /** The body, or a description of the error. */
  readonly text: string;
}

const patienceMs = 3_000;

/**
 * Requests a URL of a running gateway's operator's port. Never rejects. Not `fetch`, which refuses some ports.
 *
 * @param token the value of HOLDOVER_ADMIN_TOKEN
 */
export function askOperator(url: string, token?: string): Promise<OperatorAnswer> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return new Promise((resolve) => {
    const silent = (word: string): void => {
      resolve({ status: undefined, ok: false, text: `does not answer (${word})` });
    };
    const request = get(url, { timeout: patienceMs, headers }, (answer) => {
      const status = answer.statusCode ?? 0;
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => (text += part));
      answer.on('error', (error: NodeJS.ErrnoException) => {
        silent(error.code ?? error.name);
      });
      answer.on('end', () => {
        resolve({ status, ok: status >= 200 && status < 300, text });
      });
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      silent(error.code ?? error.name);
    });
    request.on('timeout', () => {
      request.destroy(new Error());
      silent('timeout');
    });
  });
}

/**
 * The base URL of the operator's port. For a wildcard address it is loopback, by number, because a container may lack
 * the name `localhost`.
 */
export function operatorUrl(): string {
  const { host, port } = readAdminAddress();
  const reachable = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

/** Parses `--url` for commander. */
export function readOperatorUrl(text: string): string {
  if (!URL.canParse(text) || new URL(text).protocol !== 'http:') {
    throw new InvalidArgumentError('It must be an http:// URL.');
  }
  return baseUrl(text);
}
