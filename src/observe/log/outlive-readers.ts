/**
 * A reader may close the pipe, as `head` does: later output is lost, and the exit code stays the command's. Output
 * that cannot be written for another reason, such as a full disk, means one line on stderr and exit code 1.
 */
export function outliveReaders(): void {
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', ({ code = 'error' }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE' || process.exitCode === 1) return;
    process.exitCode = 1;
    process.stderr.write(`error: standard output cannot be written (${code})\n`);
  });
}
