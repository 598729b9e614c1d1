import type { Server } from 'node:http';
import { errorFields } from '../../observe/error-fields.js';
import type { Logger } from '../../observe/logger.js';
import { throttled } from '../../observe/throttled.js';

const tellEveryMs = 1_000;

/**
 * A connection that the system cannot hand over, for want of memory or of file descriptors, is an error of the server,
 * which without a listener would end the process. Before it listens, its errors are those of `listen`.
 */
export function outliveErrors(server: Server, log: Pick<Logger, 'error'>): void {
  const tell = throttled(tellEveryMs, (error: unknown) => {
    log.error('a connection could not be taken', errorFields(error));
  });
  server.once('listening', () => server.on('error', tell));
}
