import { startProgram, type RunningProgram } from './start-program.js';

/** The stub tenant in a process of its own. */
export function startTenant(core: number | undefined): Promise<RunningProgram> {
  return startProgram({ args: [new URL('stub/stub-tenant.js', import.meta.url).pathname], core });
}
