import { didYouMean } from '../../syntax/did-you-mean.js';
import { allEntries, reportIn, type CheckContext } from './check-context.js';

/** Checks that every loss of an entry has a sentence in `losses.yaml`, and that every sentence is used. */
export function checkLosses(context: CheckContext): void {
  const { losses, broken, unreadable } = context.source;
  const used = new Set<string>();
  for (const { file, lossy } of allEntries(context)) {
    const report = reportIn(context, file);
    lossy.forEach(({ id, field, callers }, n) => {
      used.add(id);
      const sameAgain = lossy.findIndex((loss) => loss.id === id && meet(loss.callers, callers)) !== n;
      if (sameAgain) report.at(['lossy', n], `"${id}" stands here twice.`);
      if (!losses.has(id) && !broken.has('losses.yaml'))
        report.at(
          ['lossy', n],
          `There is no sentence for "${id}" in losses.yaml${didYouMean(id, losses.keys())}`,
        );
      if (losses.get(id)?.value.shows !== undefined && field === undefined)
        report.at(
          ['lossy', n],
          `A function says whether there is "${id}": say under "field" of which value.`,
        );
    });
  }
  for (const [id, { file, path }] of losses) {
    if (used.has(id) || unreadable.some((text) => text.includes(id))) continue;
    reportIn(context, file).key(path, `No entry loses "${id}".`);
  }
}

/** Whether both rows may apply to one request. A loss may be listed several times for different callers. */
function meet(some: readonly string[] | undefined, others: readonly string[] | undefined): boolean {
  return some === undefined || others === undefined || some.some((caller) => others.includes(caller));
}
