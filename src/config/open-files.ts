/**
 * How many files this process may have open; Node has raised its soft limit as far as the hard one lets it.
 * Unlimited where the system says so, or says nothing.
 */
export function openFilesLimit(): number {
  // Otherwise it resolves the name of every peer, and this is all that is wanted of it.
  Object.assign(process.report, { excludeNetwork: true });
  const report = process.report.getReport() as { userLimits?: { open_files?: { soft?: unknown } } };
  const soft = report.userLimits?.open_files?.soft;
  return typeof soft === 'number' ? soft : Infinity;
}
