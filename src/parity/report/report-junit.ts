import { escapeMarkup } from './escape-markup.js';
import { compared, type Summary } from './summary.js';

/** JUnit XML with one case for each entry; a case fails with an unexplained difference or a failed comparison. */
export function reportJunit({ routes, groups, never }: Summary): string {
  const cases = [...routes].map(([id, { counts }]) => {
    const faults = groups
      .filter(({ route, cause }) => route === id && cause === 'unexplained')
      .map(({ field, kind, count, example, after }) => {
        const hint =
          after === undefined ? '' : `, after the write ${after.id}, which was not made: ${after.why}`;
        return `${field} ${kind} (${count} times, e.g. ${example}${hint})`;
      });
    if (counts.failed > 0)
      return caseOf(id, element('error', [`${counts.failed} could not be compared`, ...faults].join('\n')));
    if (faults.length > 0) return caseOf(id, element('failure', faults.join('\n')));
    return compared(counts) > 0 ? caseOf(id, '') : caseOf(id, element('skipped', 'nothing was compared'));
  });
  const missing = never
    .filter((id) => !routes.has(id))
    .map((id) => caseOf(id, element('skipped', 'never asked')));
  const all = [...cases, ...missing];
  const count = (tag: string): number => all.filter((text) => text.includes(`<${tag} `)).length;
  const attributes = `name="holdover parity" tests="${all.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuite ${attributes}>\n${all.join('\n')}\n</testsuite>\n`;
}

function caseOf(id: string, inner: string): string {
  return `  <testcase classname="parity" name="${escapeMarkup(id)}">${inner}</testcase>`;
}

function element(tag: string, text: string): string {
  return `<${tag} message="${escapeMarkup(text)}"/>`;
}
