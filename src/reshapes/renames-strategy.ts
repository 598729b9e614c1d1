import { strategyOf } from './strategies.js';

/** Whether a strategy of v1 has another name in v2, which is then shown. */
export function renamesStrategy(name: unknown): boolean {
  return typeof name === 'string' && strategyOf(name) !== name;
}
