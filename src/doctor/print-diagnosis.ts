import { faultsOf, type Diagnosis } from './examine.js';
import type { ClientReport } from './examine-client.js';
import type { Finding } from './finding.js';
import type { Lack, ScopeReport } from './scope-report.js';
import { wrap } from './wrap.js';

/** The output of `holdover doctor`: first the first fault, then all findings. */
export function printDiagnosis(diagnosis: Diagnosis): string {
  const { tenant, findings, here, clients } = diagnosis;
  const lines = [
    headline(diagnosis),
    '',
    `tenant ${tenant}`,
    ...printFindings(findings),
    ...(here.length === 0 ? [] : ['', 'this gateway', ...printFindings(here)]),
    ...clients.flatMap((client) => ['', ...printClient(client)]),
  ];
  return `${lines.join('\n')}\n`;
}

function printFindings(findings: readonly Finding[]): string[] {
  const width = Math.max(...findings.map(({ check }) => check.length));
  return findings.flatMap((finding) =>
    wrap(`${finding.check.padEnd(width)}  ${marked(finding)}`, '  ', width + 2),
  );
}

function headline(diagnosis: Diagnosis): string {
  const [first, ...others] = faultsOf(diagnosis);
  if (first !== undefined)
    return first.sentence + (others.length === 0 ? '' : ` (And ${others.length} more.)`);
  const unknown = [...diagnosis.findings, ...diagnosis.here, ...diagnosis.clients].some(
    ({ verdict }) => verdict === 'unknown',
  );
  return unknown ? 'Nothing is wrong, as far as it can be told from here.' : 'All is well.';
}

function printClient(client: ClientReport): string[] {
  const { clientId, kind, upstreamClientId, report } = client;
  const name = clientId === undefined ? 'callers without a token' : `client ${clientId} (${kind})`;
  const as =
    upstreamClientId === undefined || upstreamClientId === clientId
      ? ''
      : `, as ${upstreamClientId} at the tenant`;
  return [
    `${name}${as}`,
    ...wrap(marked(client), '  '),
    ...(report === undefined || client.verdict === 'well' ? [] : printScopes(report)),
  ];
}

function printScopes({ works, refused, sometimes, grant }: ScopeReport): string[] {
  return [
    ...(works.length === 0 ? [] : wrap(`work: ${works.join(', ')}`, '  ')),
    ...grouped(refused).flatMap(([scopes, routes]) => wrap(`lack ${scopes}: ${routes.join(', ')}`, '  ')),
    ...grouped(sometimes).flatMap(([scopes, routes]) =>
      wrap(`lack ${scopes} for some requests: ${routes.join(', ')}`, '  '),
    ),
    ...wrap(`grant: ${grant.join(' ')}`, '  '),
  ];
}

/** Groups the endpoints by the scopes that they lack. */
function grouped(lacks: readonly Lack[]): [string, string[]][] {
  const groups = new Map<string, string[]>();
  for (const { route, lacks: scopes } of lacks) {
    const key = scopes.join(' ');
    groups.set(key, [...(groups.get(key) ?? []), route]);
  }
  return [...groups].sort(([one], [other]) => (one < other ? -1 : 1));
}

function marked({ verdict, sentence }: Finding): string {
  return verdict === 'wrong' ? `WRONG: ${sentence}` : sentence;
}
