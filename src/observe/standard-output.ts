import type { LineSink } from './turn-lines.js';

/** What waits for a reader who has stopped reading; Node would keep it all. */
const mostWaitingBytes = 8 * 1024 * 1024;

/**
 * This process's stdout, which may go away or stand still: whoever reads the log may close the pipe, and a gateway
 * that dies of EPIPE, or of the lines that wait, takes the applications with it. Lines that cannot wait are lost, and
 * the log says how many once it goes on.
 */
export function standardOutput(stdout: NodeJS.WriteStream = process.stdout): LineSink {
  let gone = false;
  let lost = 0;
  stdout.on('error', () => {
    gone = true;
  });
  return {
    write: (text) => {
      if (gone) return;
      if (stdout.writableLength > mostWaitingBytes) {
        lost += text.split('\n').length - 1;
        return;
      }
      stdout.write(lost === 0 ? text : lossLine(lost) + text);
      lost = 0;
    },
  };
}

function lossLine(lines: number): string {
  const entry = { time: new Date().toISOString(), level: 'warn', msg: 'the log stood still: lines are lost' };
  return `${JSON.stringify({ ...entry, lines })}\n`;
}
