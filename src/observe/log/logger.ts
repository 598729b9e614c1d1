import { createLogger as createWinston, format } from 'winston';
import Transport from 'winston-transport';
import { TurnLines, type LineSink } from './turn-lines.js';
import { redactLine } from './redact.js';

export type LogLevel = (typeof levels)[number];

const levels = ['error', 'warn', 'info', 'debug'] as const;

/** Flat: no value is an object, so that a line can be read as a table row. The fields of every line are excluded. */
export type LogFields = Readonly<
  Record<string, string | number | boolean | readonly string[] | undefined>
> & {
  readonly [own in 'time' | 'level' | 'msg']?: never;
};

export interface Logger {
  error(msg: string, fields?: LogFields): void;
  warn(msg: string, fields?: LogFields): void;
  info(msg: string, fields?: LogFields): void;
  debug(msg: string, fields?: LogFields): void;
  /** A text for people, between the JSON lines; nothing in it is masked. */
  print(text: string): void;
  /** Writes the lines that wait. To be called before the process exits. */
  flush(): void;
}

export interface LoggerOptions {
  readonly level: LogLevel;
  readonly sink: LineSink;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Number of this process among several that write to the same sink; it stands in each line. */
  readonly worker?: number | undefined;
}

/** winston's own name for the finished line, `MESSAGE` of triple-beam. */
const finishedLine: unique symbol = Symbol.for('message');

/** What winston is handed; `level` and `message` are winston's own names. */
interface Entry {
  readonly level: LogLevel;
  readonly message: string;
  readonly time: string;
  readonly fields: LogFields;
  [finishedLine]?: string;
}

/** One JSON object per line: `time`, `level`, `msg`, a worker's number, then the fields. `redact` masks every value. */
export function createLogger({ level, sink, now = Date.now, worker }: LoggerOptions): Logger {
  const lines = new TurnLines(sink);
  const who = worker === undefined ? '' : `,"worker":${worker}`;
  const winston = createWinston({
    level,
    // One format of our own: winston's timestamp, splat and json formats cost more than the rest of a request's log.
    format: format((info) => {
      info[finishedLine] = printLine(info as unknown as Entry, who);
      return info;
    })(),
    // winston's own transport for streams notifies its listeners of each line in one more turn of the event loop.
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- winston types its transports apart from the class they extend
    transports: [transportTo(lines)],
  });
  const written = new Set(levels.filter((each) => winston.isLevelEnabled(each)));
  const clock = isoClock(now);
  const write = (at: LogLevel, msg: string, fields: LogFields = {}): void => {
    if (!written.has(at)) return;
    const entry: Entry = { level: at, message: msg, time: clock(), fields };
    winston.log(entry);
  };
  return {
    error: (msg, fields) => {
      write('error', msg, fields);
    },
    warn: (msg, fields) => {
      write('warn', msg, fields);
    },
    info: (msg, fields) => {
      write('info', msg, fields);
    },
    debug: (msg, fields) => {
      write('debug', msg, fields);
    },
    print: (text) => {
      lines.add(text);
    },
    flush: () => {
      lines.flush();
    },
  };
}

/** Prints the fields from where they are: copying them next to the first three would cost as much as printing them. */
function printLine({ time, level, message, fields }: Entry, who: string): string {
  const rest = JSON.stringify(redactLine(fields)).slice(1);
  return `{"time":"${time}","level":"${level}","msg":${JSON.stringify(message)}${who}${rest === '}' ? '' : ','}${rest}`;
}

/** Keeps the last text, because many lines share their millisecond. */
function isoClock(now: () => number): () => string {
  let at = NaN;
  let text = '';
  return () => {
    const ms = now();
    if (ms !== at) {
      at = ms;
      text = new Date(ms).toISOString();
    }
    return text;
  };
}

function transportTo(lines: TurnLines): Transport {
  return new Transport({
    log(info: { readonly [finishedLine]: string }, next) {
      lines.add(info[finishedLine]);
      next();
    },
  });
}
