import type { LineSink } from './line-stream.js';

/**
 * This process's stdout, which may go away: whoever reads the log may close the pipe, and a gateway that dies of
 * EPIPE takes the applications with it.
 */
export function standardOutput(stdout: NodeJS.WriteStream = process.stdout): LineSink {
  let gone = false;
  stdout.on('error', () => {
    gone = true;
  });
  return {
    write: (text) => {
      if (!gone) stdout.write(text);
    },
  };
}
