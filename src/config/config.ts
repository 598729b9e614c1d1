import type { Brownout } from './brownouts-file.js';
import type { ListedClient } from './clients-file.js';
import type { Environment } from './environment.js';
import type { TlsPems } from './tls-files.js';

export interface Address {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
}

export interface UpstreamConfig {
  /** Without a slash at the end. */
  readonly url: string;
  readonly audience: string;
  readonly service: { readonly clientId: string; readonly clientSecret: string } | undefined;
}

export interface ShadowConfig {
  /** Which side answers the applications; the other side is asked the same. */
  readonly mode: Environment['HOLDOVER_SHADOW_MODE'];
  /** Base URL of the live v1, without a slash at the end. */
  readonly url: string;
  readonly client: { readonly clientId: string; readonly clientSecret: string } | undefined;
  /** Most reads in a second, and most at the same time. */
  readonly rate: number;
  readonly concurrency: number;
  readonly ignoreFile: string | undefined;
  /** Undefined: differences are counted, not written. */
  readonly file: { readonly path: string; readonly bytes: number } | undefined;
}

export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/** Milliseconds since the epoch. */
export interface TlsLife {
  readonly validFrom: number;
  readonly validTo: number;
}

/** The configuration, checked and complete. Times in milliseconds unless named otherwise. */
export interface Config {
  readonly http: Address;
  /** Undefined: no HTTPS. */
  readonly tlsPort: number | undefined;
  /** Undefined with a `tlsPort`: a certificate is generated, in the demo only. */
  readonly tls: (TlsFiles & TlsLife & { readonly pems: TlsPems }) | undefined;
  readonly admin: Address;
  /** Undefined on loopback only: any process on this machine may ask. */
  readonly adminToken: string | undefined;
  readonly publicUrl: string | undefined;
  readonly trustedProxies: readonly string[];
  /** Which v2 the tenant speaks. */
  readonly dialect: 'current' | '2015';
  /** Undefined: the demo on an embedded sandbox. */
  readonly upstream: UpstreamConfig | undefined;
  readonly clients: { readonly file: string; readonly list: readonly ListedClient[] } | undefined;
  /** Undefined in the demo only. */
  readonly tokenKeys: readonly Uint8Array[] | undefined;
  readonly tokenTtlS: number;
  readonly linkTtlS: number;
  readonly upstreamTimeoutMs: number;
  readonly lameDuckMs: number;
  readonly drainMs: number;
  /** Processes that serve. */
  readonly workers: number;
  /** Undefined: the shipped map. */
  readonly routesMap: readonly string[] | undefined;
  /** Undefined: nothing is shared. */
  readonly redisUrl: string | undefined;
  readonly map: {
    readonly nulls: Environment['HOLDOVER_NULLS'];
    readonly userMetadataKeys: readonly string[];
    /** Search engine of a 2015 tenant. */
    readonly searchEngine: 'v1' | 'v2';
  };
  /** Undefined: there is no live v1. */
  readonly shadow: ShadowConfig | undefined;
  readonly lossy: Environment['HOLDOVER_LOSSY'];
  /** Keys of those switches of the map that are on. */
  readonly switches: ReadonlySet<string>;
  /** Whether `OTEL_*` variables ask for spans. */
  readonly tracing: boolean;
  /** Values of `OTEL_*` variables that cannot be used, one line each. */
  readonly tracingUnused: readonly string[];
  /** What v1 clients are told of v1's end, in milliseconds since the epoch; undefined: nothing. */
  readonly migration: {
    readonly deprecatedAt: number | undefined;
    readonly sunsetAt: number | undefined;
    readonly guide: string | undefined;
  };
  readonly brownouts: readonly Brownout[];
  /** Where usage is kept across restarts; undefined: in Redis, or not at all. */
  readonly usageFile: string | undefined;
  readonly logLevel: Environment['HOLDOVER_LOG_LEVEL'];
}
