import type { IncomingMessage } from 'node:http';
import { leadHere } from './lead-here.js';

/** Hop-by-hop headers (RFC 9110, section 7.6.1): each connection has its own. */
const hopByHop: ReadonlySet<string> = new Set([
  ...['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailer'],
  ...['transfer-encoding', 'upgrade'],
]);

/** Keeps the framing of the body: Node would send a chunked body where there is none. */
export function sentHeaders({ rawHeaders, headers, method }: IncomingMessage): string[] {
  const kept = withoutHops(rawHeaders, ['host', 'accept-encoding']);
  if (headers['transfer-encoding'] !== undefined) return [...kept, 'Transfer-Encoding', 'chunked'];
  const framed = headers['content-length'] !== undefined || method === 'GET' || method === 'HEAD';
  return framed ? kept : [...kept, 'Content-Length', '0'];
}

/** Headers of v1's answer; `Link` leads back to the recorder. */
export function answeredHeaders(
  { headers: { host } }: IncomingMessage,
  { rawHeaders }: IncomingMessage,
  { control, tls }: { readonly control: string; readonly tls?: object | undefined },
): string[] {
  const kept = withoutHops(rawHeaders);
  if (host === undefined) return kept;
  const here = `${tls === undefined ? 'http' : 'https'}://${host}`;
  return kept.map((text, n) =>
    n % 2 === 1 && /^link$/i.test(kept[n - 1] ?? '') ? leadHere(text, { here, control }) : text,
  );
}

/** Names and values in turn, as received: .NET reads `Link` case-sensitively. */
function withoutHops(raw: readonly string[], more: readonly string[] = []): string[] {
  const kept: string[] = [];
  for (let n = 0; n + 1 < raw.length; n += 2) {
    const [name = '', value = ''] = [raw[n], raw[n + 1]];
    if (!hopByHop.has(name.toLowerCase()) && !more.includes(name.toLowerCase())) kept.push(name, value);
  }
  return kept;
}
