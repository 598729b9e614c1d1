import { strategyOf } from './strategies.js';

/** Whether a v1 strategy has another name in v2. The reply then shows v2's name. */
export function renamesStrategy(name: unknown): boolean {
  return typeof name === 'string' && strategyOf(name) !== name;
}
