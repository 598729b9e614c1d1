import type { Ignores } from '../compare/ignore-file.js';
import { exitCodeOf, type Summary } from './summary.js';

/** The summary as JSON, for programs; its shape is a contract since version 1. */
export function reportJson(summary: Summary, leftOver: ReturnType<Ignores['leftOver']>): string {
  const { total, counts, routes, groups, reasons, never, shown, examples } = summary;
  const report = {
    version: 1,
    exitCode: exitCodeOf(summary),
    total,
    counts,
    routes: Object.fromEntries(
      [...routes].map(([id, row]) => [id, { ...row.counts, callers: Object.fromEntries(row.callers) }]),
    ),
    differences: groups,
    notCompared: reasons,
    never,
    ignoreFile: leftOver.map(({ line, fault }) => ({ ...line, fault })),
    shown,
    examples,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
