import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Listens on a free port of loopback and says so on stdout in holdover's words, so that all are started alike. */
export function serve(server: Server): void {
  // Longer than the pauses of the bench.
  server.keepAliveTimeout = 600_000;
  server.listen(0, '127.0.0.1', () => {
    const http = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    process.stdout.write(`${JSON.stringify({ msg: 'listening', http })}\n`);
  });
}
