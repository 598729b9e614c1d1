import type { Command } from 'commander';
import { faultsOf } from '../doctor/examine.js';
import { printDiagnosis } from '../doctor/print-diagnosis.js';
import { diagnose } from './diagnose.js';
import { exitCodes } from './exit-codes.js';
import { write } from './open-map.js';
import { openSurroundings } from './open-surroundings.js';
import { readConfigured } from '../wiring/configured/read-configured.js';

/** `holdover doctor`: finds faults between here and the tenant, and the endpoints that each client's scopes open. */
export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description(
      'ask the tenant for a token of each client, and say what is wrong and which scopes are missing',
    )
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: true }, command: Command) => {
      const { config, map } = readConfigured();
      const around = await openSurroundings(config);
      try {
        const diagnosis = await diagnose(config, map, around);
        const faults = faultsOf(diagnosis);
        const data = {
          ok: faults.length === 0,
          causes: faults.map(({ sentence }) => sentence),
          ...diagnosis,
        };
        write(command, json === true ? `${JSON.stringify(data, null, 2)}\n` : printDiagnosis(diagnosis));
        if (faults.length > 0) process.exitCode = exitCodes.no;
      } finally {
        await around.release();
      }
    });
}
