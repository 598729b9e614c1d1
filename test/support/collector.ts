import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span of OTLP/HTTP, with its attributes as an object. */
export interface CollectedSpan {
  readonly name: string;
  /** 2: server, 3: client. */
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  /** 2: error. */
  readonly status: { readonly code?: number };
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** A minimal OTLP receiver: accepts spans as JSON at `/v1/traces`. */
export interface Collector {
  readonly url: string;
  readonly spans: CollectedSpan[];
  /** Resource attributes of the senders. */
  readonly resources: Readonly<Record<string, unknown>>[];
  /** All received bodies, unchanged. */
  readonly texts: string[];
  readonly headers: IncomingHttpHeaders[];
  /** Answers in place of the collector, or never. */
  answer: (response: ServerResponse) => void;
  close(): Promise<void>;
}

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

interface Batch {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly {
      readonly spans: readonly (Omit<CollectedSpan, 'attributes'> & {
        readonly attributes: readonly Attribute[];
      })[];
    }[];
  }[];
}

export async function startCollector(): Promise<Collector> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.url === '/v1/traces') take(collector, Buffer.concat(chunks).toString());
      collector.headers.push(request.headers);
      collector.answer(response);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const collector: Collector = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans: [],
    resources: [],
    texts: [],
    headers: [],
    answer: (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return collector;
}

function take({ spans, resources, texts }: Collector, text: string): void {
  texts.push(text);
  for (const { resource, scopeSpans } of (JSON.parse(text) as Batch).resourceSpans) {
    resources.push(asObject(resource.attributes));
    for (const span of scopeSpans.flatMap((scope) => scope.spans)) {
      spans.push({ ...span, attributes: asObject(span.attributes) });
    }
  }
}

function asObject(attributes: readonly Attribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
