import { didYouMean } from '../did-you-mean.js';
import { reportIn, type CheckContext } from './check-context.js';

/** Every loss of an entry has its sentence in `losses.yaml`, and every sentence an entry. */
export function checkLosses(context: CheckContext): void {
  const { entries, replaced, losses, broken, unreadable } = context.source;
  const used = new Set<string>();
  for (const { file, lossy } of [...entries.values(), ...replaced]) {
    const report = reportIn(context, file);
    lossy.forEach(({ id, field }, n) => {
      used.add(id);
      if (lossy.findIndex((loss) => loss.id === id) !== n)
        report.at(['lossy', n], `"${id}" stands here twice.`);
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
