/** What takes the finished lines; `process.stdout` is one. */
export interface LineSink {
  write(text: string): unknown;
}

/**
 * Gathers the lines of one turn of the event loop into one write: a write for each line costs a tenth of the
 * throughput.
 */
export class TurnLines {
  #waiting = '';

  constructor(private readonly sink: LineSink) {}

  add(line: string): void {
    if (this.#waiting === '')
      setImmediate(() => {
        this.flush();
      });
    this.#waiting += `${line}\n`;
  }

  /** Writes everything now, before the process exits. */
  flush(): void {
    const text = this.#waiting;
    this.#waiting = '';
    if (text !== '') this.sink.write(text);
  }
}
