/**
 * How many files this process may have open; Node has already raised its soft limit as far as the hard limit allows.
 * Infinity where the system says unlimited, or nothing.
 */
export function openFilesLimit(): number {
  // Otherwise the report resolves the name of every peer, which is not needed here.
  Object.assign(process.report, { excludeNetwork: true });
  const report = process.report.getReport() as { userLimits?: { open_files?: { soft?: unknown } } };
  const soft = report.userLimits?.open_files?.soft;
  return typeof soft === 'number' ? soft : Infinity;
}
