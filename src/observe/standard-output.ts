import type { LineSink } from './turn-lines.js';

/** What waits for a reader who has stopped reading; Node would keep it all. */
const mostWaitingBytes = 8 * 1024 * 1024;

/** There may be room again. */
const full: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT']);

/**
 * This process's stdout, which may go away, stand still or be full: whoever reads the log may close the pipe, and a
 * gateway that dies of EPIPE, or of the lines that wait, takes the applications with it. Lines that cannot wait, and
 * those for which a file has no room, are lost, and the log says how many once it goes on.
 */
export function standardOutput(stdout: NodeJS.WriteStream = process.stdout): LineSink {
  let gone = false;
  let lost = 0;
  /** Of what a full file was told last, a part may be there: no end of a line. */
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
