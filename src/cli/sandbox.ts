import { Option, type Command } from 'commander';
import { demoClients } from '../sandbox/demo/demo-tenant.js';
import { startSandbox, type Sandbox, type SandboxOptions } from '../sandbox/sandbox.js';
import { write } from './open-map.js';
import { unlistened } from './unlistened.js';
import { wholeNumber } from './whole-number.js';

interface Options {
  readonly host: string;
  readonly port: number;
  readonly users: number;
  readonly dialect: NonNullable<SandboxOptions['dialect']>;
  readonly v1Port?: number;
  readonly json?: true;
}

/** `holdover sandbox`: runs the demo's v2 tenant alone until a signal. */
export function addSandboxCommand(program: Command): void {
  program
    .command('sandbox')
    .description('run the embedded v2 tenant alone, with demo data')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <port>', 'port to listen on; 0 for any', wholeNumber(0, 65_535), 4_000)
    .option('--users <number>', 'size of the tenant', wholeNumber(0, 100_000), 240)
    .addOption(
      new Option('--dialect <name>', 'v2 of which time').choices(['current', '2015']).default('current'),
    )
    .option(
      '--v1-port <port>',
      'also run a native v1 of an equal store on this port; 0 for any',
      wholeNumber(0, 65_535),
    )
    .option('--json', 'print JSON')
    .action(async (options: Options, command: Command) => {
      const sandbox = await open(options);
      const found = {
        url: sandbox.url,
        audience: `${sandbox.url}/api/v2/`,
        ...(sandbox.v1 && { v1: sandbox.v1.url }),
        clients: demoClients,
      };
      write(command, options.json === true ? `${JSON.stringify(found)}\n` : describe(found));
      for (const signal of ['SIGTERM', 'SIGINT'] as const) {
        process.once(signal, () => void sandbox.close().then(() => process.exit(0)));
      }
    });
}

async function open({ host, port, users, dialect, v1Port }: Options): Promise<Sandbox> {
  try {
    return await startSandbox({
      host,
      port,
      seedUsers: users,
      dialect,
      ...(v1Port === undefined ? {} : { v1Port }),
    });
  } catch (error) {
    const { port: taken } = error as { readonly port?: number };
    const option = taken === v1Port && taken !== port ? '--v1-port' : '--port';
    throw unlistened(error, { option, host, port });
  }
}

function describe({
  url,
  audience,
  v1,
  clients,
}: {
  readonly url: string;
  readonly audience: string;
  readonly v1?: string;
  readonly clients: typeof demoClients;
}): string {
  const rows = Object.entries(clients).map(
    ([kind, { clientId, clientSecret }]) =>
      `${kind.padEnd(10)}client_id ${clientId}  client_secret ${clientSecret}\n`,
  );
  const native = v1 === undefined ? '' : `native v1  ${v1}\n`;
  return `v2 sandbox ${url}\naudience   ${audience}\n${native}\n${rows.join('')}`;
}
