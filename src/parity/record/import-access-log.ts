import type { LoadedMap } from '../../map/load-map.js';
import { momentOf, type Exchange } from '../recording.js';
import { isWrite } from '../replay/replay.js';
import { v1Target } from './v1-target.js';

/** The combined format of Apache and nginx, and the common format, which is its beginning. */
const lineFormat = /^\S+ \S+ .*?\[([^\]]+)\] "([A-Z]+) ((?:[^"\\]|\\.)*?)(?: HTTP\/[\d.]+)?" (\d{3}) /;

export interface AccessLogImport {
  /** Undefined if there is nothing to record: not v1, not a read, or asked before. */
  read(line: string): Omit<Exchange, 'id'> | undefined;
  readonly counts: {
    /** Lines that are not of an access log. */
    unread: number;
    /** A log has no bodies, so that a write cannot be repeated. */
    writes: number;
    repeated: number;
  };
}

/**
 * The v1 reads of an access log, each question once. A log tells neither who asked nor what was answered, so that
 * the comparison needs `--as` and a live control.
 */
export function importAccessLog(map: Pick<LoadedMap, 'index'>): AccessLogImport {
  const counts = { unread: 0, writes: 0, repeated: 0 };
  const seen = new Set<string>();
  return {
    counts,
    read: (line) => {
      if (line === '') return undefined;
      const [, time = '', method = '', raw = ''] = lineFormat.exec(line) ?? [];
      if (method === '') {
        counts.unread += 1;
        return undefined;
      }
      const target = v1Target(map, method, unescaped(raw));
      if (target === undefined) return undefined;
      // The browser sends a preflight by itself.
      if (method === 'OPTIONS') return undefined;
      if (isWrite(method)) {
        counts.writes += 1;
        return undefined;
      }
      // The seal differs each time; the question is the same.
      const question = target.replace(/([?&])(?:access_token|bewit)=[^&]*/g, '$1');
      if (seen.has(`${method} ${question}`)) {
        counts.repeated += 1;
        return undefined;
      }
      seen.add(`${method} ${question}`);
      return { ...momentOf(dateIn(time)), caller: 'token:unknown', request: { method, target, headers: {} } };
    },
  };
}

/**
 * Decodes the escapes of a log. Both servers write quotes and unprintable bytes as `\xhh`, Apache also as `\"` and
 * `\\`. Bytes outside ASCII become percent-encoded, whatever their encoding is.
 */
function unescaped(text: string): string {
  return text.replace(/\\(?:x([0-9a-fA-F]{2})|(["\\]))/g, (_, hex: string | undefined, char: string) => {
    if (hex === undefined) return char;
    const code = parseInt(hex, 16);
    return code > 0x20 && code < 0x7f ? String.fromCharCode(code) : `%${hex.toUpperCase()}`;
  });
}

/** `10/Oct/2000:13:55:36 -0700` */
function dateIn(time: string): string {
  const [, day, month, year, clock, zone] = /^(\d+)\/(\w+)\/(\d+):([\d:]+) ([+-]\d{4})$/.exec(time) ?? [];
  return `${day ?? ''} ${month ?? ''} ${year ?? ''} ${clock ?? ''} ${zone ?? ''}`;
}
