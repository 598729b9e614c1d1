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

/** The way to the tenant: each needs the one before it, and all else needs them. */
const way: readonly TenantCheck[] = [checkHost, checkConnection, checkTls];
/** What stands by itself. */
const surroundings: readonly TenantCheck[] = [checkClock, checkKeySet];

export interface Examination extends ClientExamination {
  readonly tenant: ExaminedTenant;
  /** The clients file. */
  readonly clients: readonly LegacyClient[] | undefined;
  readonly service: Credentials | undefined;
  /** What the gateway stands on beside the tenant: they never throw. */
  readonly here: readonly (() => Promise<Finding> | Finding)[];
}

export interface Diagnosis {
  /** Base URL of the tenant. */
  readonly tenant: string;
  /** Of the tenant. */
  readonly findings: readonly Finding[];
  /** Of what is asked of nobody but this machine and Redis. */
  readonly here: readonly Finding[];
  /** As far as the tenant could be asked. */
  readonly clients: readonly ClientReport[];
}

/** Looks for what is wrong, from the ground up, one after the other: the tenant is not to take it for an attack. */
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

/** Everything that is wrong, the cause before what may follow from it. */
export function faultsOf({ findings, here, clients }: Diagnosis): Finding[] {
  const lackScopes = clients.filter(({ check }) => check === 'scopes');
  const others = clients.filter(({ check }) => check !== 'scopes');
  return [...findings, ...here, ...others, ...lackScopes].filter(({ verdict }) => verdict === 'wrong');
}
