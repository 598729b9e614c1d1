import { readFileSync } from 'node:fs';
import { Option, type Command } from 'commander';
import { readAdminToken } from '../config/admin-token.js';
import { usageReport, type UsageReport } from '../gateway/operator/usage-report.js';
import type { UsageFound } from '../observe/usage/usage-ledger.js';
import { parseUsage } from '../observe/usage/usage-text.js';
import { askOperator, operatorUrl, readOperatorUrl } from './ask-operator.js';
import { exitCodes } from './exit-codes.js';
import { note, openMap, refuseUsage, withMapOptions, write } from './open-map.js';
import type { MapCommandDeps, MapCommandOptions } from './open-map.js';
import { printClients, printUsageReport, usageAsCsv } from './print-usage.js';
import { wholeNumber } from './whole-number.js';

interface Options extends MapCommandOptions {
  readonly url?: string;
  readonly file?: string;
  readonly csv?: true;
  readonly quietFor?: number;
}

/**
 * `holdover usage`: who still calls which v1 operation, and what to call instead. Exit code 1 where that is unknown.
 */
export function addUsageCommand(program: Command, deps: MapCommandDeps): void {
  withMapOptions(program.command('usage'))
    .description('who still calls which v1 operation, how often, when last, and what to call instead')
    .option('--url <url>', 'base URL of the operator’s port; default: from the environment', readOperatorUrl)
    .addOption(
      new Option('--file <file>', 'read a usage file instead of asking a running gateway').conflicts('url'),
    )
    .addOption(
      new Option('--quiet-for <days>', 'the clients that have not called for so many days')
        .argParser(wholeNumber(0, 36_500))
        .conflicts('csv'),
    )
    .addOption(new Option('--csv', 'print CSV').conflicts('json'))
    .action(async (options: Options, command: Command) => {
      if (options.routesMap !== undefined && options.file === undefined)
        refuseUsage(command, '--routes-map is for --file alone: a running gateway answers by its own map');
      const report =
        options.file === undefined
          ? await ask(options.url ?? operatorUrl(), command)
          : usageReport(readFile(options.file, command), {
              routes: openMap(command, options, deps).routes,
              listed: [],
            });
      if (!report.whole)
        note(command, 'Redis is away: this is only what the asked gateway has not delivered yet.');
      if (report.full) note(command, 'There was no room for all: some are counted as caller "other".');
      write(command, textOf(report, options));
    });
}

function textOf(report: UsageReport, { json, csv, quietFor }: Options): string {
  const quiet = quietFor === undefined ? undefined : quietClients(report, quietFor);
  if (json === true) return `${JSON.stringify(quiet ?? report, null, 2)}\n`;
  if (quiet !== undefined) return printClients(quiet);
  return csv === true ? usageAsCsv(report) : printUsageReport(report);
}

/** Clients without a call for this many days, including those of the clients file that never called. */
function quietClients({ clients }: UsageReport, days: number): UsageReport['clients'] {
  const since = new Date(Date.now() - days * 86_400_000).toISOString();
  return clients.filter(({ last }) => last === null || last < since);
}

async function ask(base: string, command: Command): Promise<UsageReport> {
  const { ok, status, text } = await askOperator(`${base}/usage`, readAdminToken());
  if (!ok) return refuse(command, `${base}/usage ${status === undefined ? text : `${status} ${text}`}`);
  return readReport(text) ?? refuse(command, `${base}/usage is no operator’s port of holdover`);
}

/** Undefined where the answer is not a usage report. */
function readReport(text: string): UsageReport | undefined {
  try {
    const report = JSON.parse(text) as Partial<UsageReport> | null;
    return Array.isArray(report?.rows) && Array.isArray(report.clients) ? (report as UsageReport) : undefined;
  } catch {
    return undefined;
  }
}

function readFile(path: string, command: Command): UsageFound {
  try {
    return { kept: 'file', whole: true, rows: parseUsage(readFileSync(path, 'utf8')) };
  } catch (error) {
    // The parser's message would quote the file.
    if (error instanceof SyntaxError) return refuse(command, `${path}: It is not JSON.`);
    const { code, message } = error as NodeJS.ErrnoException;
    return refuse(command, `${path}: ${code === undefined ? message : `cannot be read (${code}).`}`);
  }
}

function refuse(command: Command, sentence: string): never {
  return command.error(`error: ${sentence}`, { exitCode: exitCodes.no, code: 'holdover.usage' });
}
