/**
 * Milliseconds of processor time that the work takes: what passes on the clock of a shared machine says little.
 */
export function cpuTime(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
