import { didYouMean } from '../did-you-mean.js';
import { reportIn, type CheckContext } from './check-context.js';

/** Every loss of an entry has its sentence in `losses.yaml`, and every sentence an entry. */
export function checkLosses(context: CheckContext): void {
  const { entries, replaced, losses, broken, unreadable } = context.source;
  const used = new Set<string>();
  for (const { file, lossy } of [...entries.values(), ...replaced]) {
    const report = reportIn(context, file);
    lossy.forEach(({ id, field, shows }, n) => {
      used.add(id);
      if (lossy.findIndex((loss) => loss.id === id) !== n)
        report.at(['lossy', n], `"${id}" stands here twice.`);
      if (!losses.has(id) && !broken.has('losses.yaml'))
        report.at(
          ['lossy', n],
          `There is no sentence for "${id}" in losses.yaml${didYouMean(id, losses.keys())}`,
        );
      if (shows !== undefined && field === undefined)
        report.key(['lossy', n, 'shows'], '"shows" is a function of a value: say under "field" of which.');
    });
  }
  for (const [id, { file, path }] of losses) {
    if (used.has(id) || unreadable.some((text) => text.includes(id))) continue;
    reportIn(context, file).key(path, `No entry loses "${id}".`);
  }
}
