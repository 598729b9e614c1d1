/**
 * Whoever reads may close the pipe, as `head` does: what is written after that is lost, and the exit code is that of
 * the command. What cannot be written for another reason, such as a full disk, is one line on stderr and exit code 1.
 */
export function outliveReaders(): void {
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', ({ code = 'error' }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE' || process.exitCode === 1) return;
    process.exitCode = 1;
    process.stderr.write(`error: standard output cannot be written (${code})\n`);
  });
}
