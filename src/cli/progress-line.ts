const everyMs = 200;

/** How far it is, on one line of a terminal; into a file nothing is written. */
export function progressLine(stderr: NodeJS.WriteStream = process.stderr): {
  readonly show: (done: number) => void;
  readonly end: () => void;
} {
  let last = 0;
  const start = performance.now();
  return {
    show: (done) => {
      const now = performance.now();
      if (!stderr.isTTY || now - last < everyMs) return;
      last = now;
      const rate = Math.round((done * 1000) / (now - start));
      stderr.write(`\r${done} exchanges, ${rate} a second\u001b[K`);
    },
    end: () => {
      if (stderr.isTTY && last > 0) stderr.write('\r\u001b[K');
    },
  };
}
