import type { LineSink } from './turn-lines.js';

/** Most bytes that wait for a reader that has stopped reading; Node would keep them all. */
const mostWaitingBytes = 8 * 1024 * 1024;

/** Errors of a full disk, which may have room again. */
const full: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT']);

/**
 * This process's stdout. Its reader may close the pipe or stop reading, and its disk may be full; a gateway that dies
 * of EPIPE, or of the lines that wait, takes the applications with it. Lines that cannot wait, or for which a file
 * has no room, are lost, and the log says how many once it goes on.
 */
export function standardOutput(stdout: NodeJS.WriteStream = process.stdout): LineSink {
  let gone = false;
  let lost = 0;
  /** A part of the last write may be in a full file, without an end of line. */
  let torn = false;
  stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (!full.has(code)) gone = true;
  });
  return {
    write: (text) => {
      if (gone) return;
      if (stdout.writableLength > mostWaitingBytes) {
        lost += linesOf(text);
        return;
      }
      const missing = lost;
      stdout.write(`${torn ? '\n' : ''}${missing === 0 ? '' : lossLine(missing)}${text}`, (error) => {
        if (error == null) return;
        lost += missing + linesOf(text);
        torn = true;
      });
      lost = 0;
      torn = false;
    },
  };
}

function linesOf(text: string): number {
  return text.split('\n').length - 1;
}

function lossLine(lines: number): string {
  const entry = { time: new Date().toISOString(), level: 'warn', msg: 'the log stood still: lines are lost' };
  return `${JSON.stringify({ ...entry, lines })}\n`;
}
