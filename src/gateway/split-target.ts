/**
 * Cuts a request target at its first question mark. Bytes beyond ASCII, which PHP and hand-made clients send raw
 * and Node hands over as latin1, become percent-encoded.
 */
export function splitTarget(target: string): { path: string; query: string } {
  const plain = encodeRawBytes(target);
  const cut = plain.indexOf('?');
  return cut === -1 ? { path: plain, query: '' } : { path: plain.slice(0, cut), query: plain.slice(cut + 1) };
}

function encodeRawBytes(text: string): string {
  return text.replace(/[\u0080-\u00ff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`);
}
