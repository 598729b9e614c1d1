import type { LegacyClient } from '../tokens/legacy-client.js';
import type { Credentials } from '../tokens/credentials.js';
import { checkClock } from './check-clock.js';
import { checkConnection } from './check-connection.js';
import { checkHost } from './check-host.js';
import { checkKeySet } from './check-key-set.js';
import { checkTls } from './check-tls.js';
import { endpointCheck } from './check-credentials.js';
import { examineClient, type ClientExamination, type ClientReport } from './examine-client.js';
import { examinedClients } from './examined-client.js';
import type { Finding } from './finding.js';
import type { ExaminedTenant, TenantCheck } from './tenant-check.js';

/** Checks of the way to the tenant. Each depends on the one before, and all others depend on these. */
const way: readonly TenantCheck[] = [checkHost, checkConnection, checkTls];
/** Checks that depend on no other of this list. */
const surroundings: readonly TenantCheck[] = [checkClock, checkKeySet];

export interface Examination extends ClientExamination {
  readonly tenant: ExaminedTenant;
  /** The clients file. */
  readonly clients: readonly LegacyClient[] | undefined;
  readonly service: Credentials | undefined;
  /** Checks of what the gateway needs beside the tenant; they never throw. */
  readonly here: readonly (() => Promise<Finding> | Finding)[];
}

export interface Diagnosis {
  /** Base URL of the tenant. */
  readonly tenant: string;
  /** Findings about the tenant. */
  readonly findings: readonly Finding[];
  /** Findings about this machine and Redis. */
  readonly here: readonly Finding[];
  /** Reports on the clients that the tenant could be asked about. */
  readonly clients: readonly ClientReport[];
}

/** Runs the checks in the order of cause, one at a time: parallel ones might look like an attack to the tenant. */
export async function examine(examination: Examination): Promise<Diagnosis> {
  const { tenant, clients, service } = examination;
  const here: Finding[] = [];
  for (const check of examination.here) here.push(await check());
  const diagnosed = { tenant: tenant.url.href.replace(/\/$/, ''), here };
  const findings: Finding[] = [];
  for (const check of way) {
    const finding = await check(tenant);
    findings.push(finding);
    if (finding.verdict === 'wrong') return { ...diagnosed, findings, clients: [] };
  }
  for (const check of surroundings) findings.push(await check(tenant));
  if (clients === undefined) findings.push(clientsUnknown);
  const reports: ClientReport[] = [];
  for (const client of examinedClients(clients, service)) {
    const report = await examineClient(client, examination);
    reports.push(report);
    if (report.check === endpointCheck) break;
  }
  return { ...diagnosed, findings, clients: reports };
}

const clientsUnknown: Finding = {
  check: 'clients',
  verdict: 'unknown',
  sentence:
    'Without HOLDOVER_CLIENTS_FILE each client acts with its own rights at the tenant: they are known when it asks for a token.',
};

/** All faults, first those that stop most, and causes before what may follow from them. */
export function faultsOf({ findings, here, clients }: Diagnosis): Finding[] {
  const faults = [...findings, ...here, ...clients].filter(({ verdict }) => verdict === 'wrong');
  return [...faults.filter(({ partial }) => partial !== true), ...faults.filter(({ partial }) => partial)];
}
