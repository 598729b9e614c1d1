import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { readConfig } from '../../../src/config/read-config.js';
import type { Config } from '../../../src/config/config.js';
import { createDemoCertificate } from '../../../src/gateway/ports/demo-certificate.js';
import { parseTokenKeys } from '../../../src/tokens/token-keys.js';
import { composeFaults } from '../../support/compose-faults.js';
import { readDockerfile } from '../../support/dockerfile.js';
import { kubernetesFaults, readManifests, type Manifest } from '../../support/kubernetes-faults.js';

const composeText = readFileSync('deploy/compose.yaml', 'utf8');
const kubernetesText = readFileSync('deploy/kubernetes.yaml', 'utf8');
const { settings: image } = readDockerfile(readFileSync('Dockerfile', 'utf8'));
const readme = readFileSync('deploy/README.md', 'utf8');
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const defaults = readConfig({ env: {}, parseTokenKeys });
/** How long `shutDown` in src/gateway/ports/lifecycle.ts waits after the lame duck. */
const onItsWayMs = 500;

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'holdover-deploy-'));
  const { cert, key } = await createDemoCertificate();
  const files = {
    'upstream-client-secret': 'secret',
    'token-key': 'A'.repeat(43),
    'admin-token': 'B'.repeat(43),
    'clients.yaml': '- { client_id: shop, client_secret: s, kind: app }',
    'tls.crt': cert,
    'tls.key': key,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The configuration of a container with this environment and its mounted files. */
function configOf(env: Readonly<Record<string, unknown>>): Config {
  const inPlace = Object.entries({ ...image.env, ...env }).map(([key, value]) => {
    const text = interpolated(String(value));
    return [key, key.endsWith('_FILE') ? join(folder, basename(text)) : text];
  });
  return readConfig({ env: Object.fromEntries(inPlace) as NodeJS.ProcessEnv, parseTokenKeys });
}

/** Replaces `${KEY:?what to write}` of a compose file with a value. */
function interpolated(text: string): string {
  return text.replace(/\$\{(\w+):\?[^}]+\}/, (_, key: string) =>
    key.endsWith('_URL') ? 'https://tenant.example' : 'value',
  );
}

/** The paths that a container's environment names. */
function pathsOf(env: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(env).flatMap(([key, value]) => (key.endsWith('_FILE') ? [String(value)] : []));
}

function shutDownSeconds({ lameDuckMs, drainMs }: Config): number {
  return (lameDuckMs + (lameDuckMs > 0 ? onItsWayMs : 0) + drainMs) / 1_000;
}

interface Compose {
  readonly services: {
    readonly holdover: {
      readonly image: string;
      readonly environment: Readonly<Record<string, string | number>>;
      readonly secrets: readonly string[];
      readonly ports: readonly string[];
      readonly stop_grace_period: string;
    };
    readonly valkey: object;
  };
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}

function faultsOf(text: string): string[] {
  const file = join(folder, 'compose.yaml');
  writeFileSync(file, text);
  return composeFaults(file);
}

describe('deploy/compose.yaml', () => {
  const { services, secrets } = parse(composeText) as Compose;
  const { holdover } = services;

  test('is valid by the schema of Compose and by its linter', () => {
    expect(faultsOf(composeText)).toEqual([]);
  });

  test.each<[string, (whole: string) => string, RegExp]>([
    ['a key that is none', (whole) => whole.replace('read_only:', 'readonly:'), /must NOT have additional/],
    [
      'a number for a word',
      (whole) => whole.replace('stop_grace_period: 35s', 'stop_grace_period: 35'),
      /string/,
    ],
    ['a list for a map', (whole) => whole.replace('secrets:\n  up', 'secrets:\n  - up'), /./],
    ['an image without a version', (whole) => whole.replace(':8-alpine', ''), /valkey/],
  ])('would fail with %s', (_what, spoil, fault) => {
    const spoilt = spoil(composeText);
    expect(spoilt).not.toBe(composeText);
    expect(faultsOf(spoilt).join('\n')).toMatch(fault);
  });

  test('has a configuration that holdover accepts', () => {
    const config = configOf(holdover.environment);
    const port = Number(holdover.ports[0]?.split(':')[1]);
    expect(config).toMatchObject({ http: { host: '0.0.0.0' }, tlsPort: port, admin: { host: '127.0.0.1' } });
    expect(image.ports).toEqual([defaults.http.port, port]);
    expect(new URL(config.redisUrl ?? '').hostname).toBe('valkey');
    expect(Object.keys(services)).toContain('valkey');
  });

  test('mounts each file that it names, from where the README puts it', () => {
    expect(pathsOf(holdover.environment).sort()).toEqual(
      holdover.secrets.map((name) => `/run/secrets/${name}`).sort(),
    );
    for (const name of holdover.secrets) {
      expect(secrets[name]?.file).toBe(`./secrets/${name}`);
      expect(readme).toContain(name);
    }
  });

  test('gives holdover more time to stop than it needs', () => {
    const seconds = Number(holdover.stop_grace_period.replace(/s$/, ''));
    expect(seconds).toBeGreaterThan(shutDownSeconds(configOf(holdover.environment)) + 2);
    expect(holdover.image).toBe(`holdover:${version}`);
  });
});

interface ConfigMap extends Manifest {
  readonly data: Readonly<Record<string, string>>;
}

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}

interface Deployment extends Manifest {
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly terminationGracePeriodSeconds: number;
        readonly initContainers: readonly {
          readonly image: string;
          readonly restartPolicy: string;
          readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
          readonly startupProbe: Probe;
          readonly livenessProbe: Probe;
          readonly readinessProbe: Probe;
          readonly securityContext: Readonly<Record<string, unknown>>;
          readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
        }[];
        readonly volumes: readonly {
          readonly name: string;
          readonly secret: { readonly secretName: string };
        }[];
      };
    };
  };
}

describe('deploy/kubernetes.yaml', () => {
  const [settings, deployment] = readManifests(kubernetesText) as [ConfigMap, Deployment];
  const pod = deployment.spec.template.spec;
  const [sidecar] = pod.initContainers;
  if (sidecar === undefined) throw new Error('There is no sidecar.');

  test('is valid by the schemas of Kubernetes, and has no unknown field', () => {
    expect(readManifests(kubernetesText).flatMap(kubernetesFaults)).toEqual([]);
  });

  test.each<[string, (whole: string) => string, RegExp]>([
    [
      'a field that is none',
      (whole) => whole.replace('readOnlyRootFilesystem', 'readOnlyRootFs'),
      /readOnlyRootFs/,
    ],
    ['a probe in the wrong place', (whole) => whole.replace('startupProbe:', 'startProbe:'), /startProbe/],
    [
      'a word for a number',
      (whole) => whole.replace('containerPort: 9090', 'containerPort: http'),
      /integer/,
    ],
    ['an amount that is none', (whole) => whole.replace('memory: 384Mi', 'memory: 384 MB'), /quantity/],
    ['no selector', (whole) => whole.replace('selector:', 'metadata:'), /selector/],
    ['a kind that is none', (whole) => whole.replace('kind: Deployment', 'kind: Deploy'), /no Deploy/],
  ])('would fail with %s', (_what, spoil, fault) => {
    const spoilt = spoil(kubernetesText);
    expect(spoilt).not.toBe(kubernetesText);
    expect(readManifests(spoilt).flatMap(kubernetesFaults).join('\n')).toMatch(fault);
  });

  test('has a configuration that holdover accepts', () => {
    const config = configOf(settings.data);
    expect(config.publicUrl).toBe(`https://localhost:${config.tlsPort ?? 0}`);
    expect(kubernetesText).toContain(`value: localhost:${config.tlsPort ?? 0}\n`);
    expect(config.adminToken).toBeDefined();
    const admin = sidecar.ports.find(({ name }) => name === 'admin');
    expect(admin?.containerPort).toBe(config.admin.port);
    // The kubelet sends its probes to the address of the pod.
    expect(config.admin.host).toBe('0.0.0.0');
  });

  test('mounts each file that it names, from the Secrets that the README creates', () => {
    for (const path of pathsOf(settings.data)) {
      const mount = sidecar.volumeMounts.find(({ mountPath }) => path.startsWith(`${mountPath}/`));
      const volume = pod.volumes.find(({ name }) => name === mount?.name);
      const file = path.slice((mount?.mountPath.length ?? 0) + 1);
      const made = readme
        .replace(/\\\n\s+/g, '')
        .split('\n')
        .find((line) =>
          line.startsWith(`kubectl create secret generic ${volume?.secret.secretName ?? '-'} `),
        );
      expect(made).toContain(`--from-file=secrets/${file}`);
    }
  });

  test('has a native sidecar with probes on paths that need no token', () => {
    expect(sidecar.restartPolicy).toBe('Always');
    const { startupProbe, livenessProbe, readinessProbe } = sidecar;
    const asked = [startupProbe, livenessProbe, readinessProbe].map(({ httpGet }) => httpGet);
    expect(asked).toEqual([
      { path: '/readyz', port: 'admin' },
      { path: '/livez', port: 'admin' },
      { path: '/readyz', port: 'admin' },
    ]);
  });

  test('runs the image as its own user, without privileges', () => {
    expect(sidecar.image).toBe(`holdover:${version}`);
    const { runAsUser, runAsGroup, ...rest } = sidecar.securityContext;
    expect(`${String(runAsUser)}:${String(runAsGroup)}`).toBe(image.user);
    expect(rest).toEqual({
      runAsNonRoot: true,
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
    });
  });

  test('gives the pod the time to stop the application and then holdover', () => {
    const application = 15;
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(
      application + shutDownSeconds(configOf(settings.data)) + 2,
    );
  });
});
