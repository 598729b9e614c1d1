/** A request, before its target server is known. */
export interface LoadRequest {
  readonly method: string;
  readonly path: string;
  /** JSON. */
  readonly body?: string;
}

/** The bytes of a request on a kept-alive connection. */
export function requestText({ method, path, body }: LoadRequest, token: string): Buffer {
  const lines = [
    `${method} ${path} HTTP/1.1`,
    'Host: localhost',
    'Accept: */*',
    `Authorization: Bearer ${token}`,
  ];
  if (body !== undefined)
    lines.push('Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`);
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body ?? ''}`);
}
