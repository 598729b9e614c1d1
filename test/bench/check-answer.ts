import { isDeepStrictEqual } from 'node:util';
import type { ContenderName } from './start-contender.js';
import type { Workload } from './workloads.js';

const passesOn: ReadonlySet<ContenderName> = new Set([
  'bare-node-pass-through',
  'bare-node-calls',
  'express-proxy',
]);

export interface Asked {
  readonly name: ContenderName;
  readonly url: string;
  readonly token: string;
}

/**
 * Asks once and compares, because only a right answer is worth timing.
 *
 * @throws Error with the answer
 */
export async function checkAnswer(workload: Workload, { name, url, token }: Asked): Promise<void> {
  const { method, path, body } = workload.request(0);
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const answer = await fetch(`${url}${path}`, { method, headers, body: body ?? null });
  const text = await answer.text();
  const { translated, passedOn = translated } = workload;
  const wanted = passesOn.has(name) ? passedOn : translated;
  if (answer.ok && isDeepStrictEqual(readAs(wanted, text), wanted)) return;
  throw new Error(`${name} answered ${method} ${path} with ${answer.status} ${text.slice(0, 2_000)}`);
}

function readAs(wanted: unknown, text: string): unknown {
  if (typeof wanted === 'number') return text.length;
  return typeof wanted === 'string' ? text : (JSON.parse(text) as unknown);
}
