import { createLogger as createWinston, format } from 'winston';
import Transport from 'winston-transport';
import { TurnLines, type LineSink } from './turn-lines.js';
import { redactInto } from './redact.js';

export type LogLevel = (typeof levels)[number];

const levels = ['error', 'warn', 'info', 'debug'] as const;

/** Flat: no value is an object, so that every line can be read as a table row. */
export type LogFields = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

export interface Logger {
  error(msg: string, fields?: LogFields): void;
  warn(msg: string, fields?: LogFields): void;
  info(msg: string, fields?: LogFields): void;
  debug(msg: string, fields?: LogFields): void;
  /** A text for people, between the JSON lines; nothing is masked in it. */
  print(text: string): void;
  /** Writes what waits. Call it before the process exits. */
  flush(): void;
}

export interface LoggerOptions {
  readonly level: LogLevel;
  readonly sink: LineSink;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** winston's own name for the finished line, `MESSAGE` of triple-beam. */
const finishedLine: unique symbol = Symbol.for('message');

/** One JSON object per line: `time`, `level`, `msg`, then the fields. Every value goes through `redact`. */
export function createLogger({ level, sink, now = Date.now }: LoggerOptions): Logger {
  const lines = new TurnLines(sink);
  const winston = createWinston({
    level,
    // One format of our own: winston's timestamp, splat and json formats cost more than the rest of a request's log.
    format: format((info) => {
      info[finishedLine] = JSON.stringify(info);
      return info;
    })(),
    // winston's own for streams tells its listeners of each line in a turn of its own.
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- winston types its transports apart from the class they extend
    transports: [transportTo(lines)],
  });
  const written = new Set(levels.filter((each) => winston.isLevelEnabled(each)));
  const write = (at: LogLevel, msg: string, fields: LogFields = {}): void => {
    if (!written.has(at)) return;
    // winston's type asks for its own `message`; the line has `msg`.
    const entry = redactInto({ time: new Date(now()).toISOString(), level: at, msg }, fields);
    winston.log(entry as unknown as { level: LogLevel; message: string });
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

function transportTo(lines: TurnLines): Transport {
  return new Transport({
    log(info: { readonly [finishedLine]: string }, next) {
      lines.add(info[finishedLine]);
      next();
    },
  });
}
