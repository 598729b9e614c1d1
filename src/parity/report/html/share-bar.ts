import { verdicts } from '../../result.js';
import type { Counts } from '../summary.js';

/** The shares of the verdicts as one bar; each has a minimum width, so that one in a million is visible. */
export function shareBar(counts: Counts): string {
  const parts = verdicts.filter((verdict) => counts[verdict] > 0);
  const cells = parts.map((verdict) => `<i class="${verdict}" style="flex:${counts[verdict]}"></i>`);
  return `<span class="bar" aria-hidden="true">${cells.join('')}</span>`;
}
