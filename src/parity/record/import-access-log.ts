import type { LoadedMap } from '../../map/load-map.js';
import type { Exchange } from '../recording.js';
import { isWrite } from '../replay.js';
import { v1Target } from './v1-target.js';

/** Apache's and nginx's combined format, and the common one, which it begins with. */
const lineFormat = /^\S+ \S+ .*?\[([^\]]+)\] "([A-Z]+) ((?:[^"\\]|\\.)*?)(?: HTTP\/[\d.]+)?" (\d{3}) /;

export interface AccessLogImport {
  /** Undefined where there is nothing to record: no v1, no read, or asked before. */
  read(line: string): Omit<Exchange, 'id'> | undefined;
  readonly counts: {
    /** Lines that are no access log. */
    unread: number;
    /** A log has no bodies: a write cannot be repeated from it. */
    writes: number;
    repeated: number;
  };
}

/**
 * The v1 reads of an access log, each question once: it tells nobody who asked, nor what was answered, so that the
 * comparison needs `--as` and a live control.
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
      // A preflight is the browser's own.
      if (method === 'OPTIONS') return undefined;
      if (isWrite(method)) {
        counts.writes += 1;
        return undefined;
      }
      // Each time another seal: the question is the same.
      const question = target.replace(/([?&])(?:access_token|bewit)=[^&]*/g, '$1');
      if (seen.has(`${method} ${question}`)) {
        counts.repeated += 1;
        return undefined;
      }
      seen.add(`${method} ${question}`);
      return { ...momentOf(time), caller: 'token:unknown', request: { method, target, headers: {} } };
    },
  };
}

/**
 * Both servers write a byte that is not printable, and quotes, as `\xhh`; Apache also as `\"` and `\\`. What is no
 * ASCII goes out percent-encoded, as a URL has bytes: they may be of UTF-8, or of anything.
 */
function unescaped(text: string): string {
  return text.replace(/\\(?:x([0-9a-fA-F]{2})|(["\\]))/g, (_, hex: string | undefined, char: string) => {
    if (hex === undefined) return char;
    const code = parseInt(hex, 16);
    return code > 0x20 && code < 0x7f ? String.fromCharCode(code) : `%${hex.toUpperCase()}`;
  });
}

/** `10/Oct/2000:13:55:36 -0700` */
function momentOf(time: string): Pick<Exchange, 'at'> {
  const [, day, month, year, clock, zone] = /^(\d+)\/(\w+)\/(\d+):([\d:]+) ([+-]\d{4})$/.exec(time) ?? [];
  const moment = Date.parse(`${day ?? ''} ${month ?? ''} ${year ?? ''} ${clock ?? ''} ${zone ?? ''}`);
  return Number.isNaN(moment) ? {} : { at: new Date(moment).toISOString() };
}
