import type { Command } from 'commander';
import { generateTokenKey } from '../tokens/token-keys.js';
import { write } from './open-map.js';

/** `holdover keygen`: prints a value for HOLDOVER_TOKEN_KEY. */
export function addKeygenCommand(program: Command): void {
  program
    .command('keygen')
    .description('print a new key for HOLDOVER_TOKEN_KEY')
    .option('--json', 'print JSON')
    .action(({ json }: { json?: true }, command: Command) => {
      const key = generateTokenKey();
      write(command, json === true ? `${JSON.stringify({ key })}\n` : `${key}\n`);
    });
}
