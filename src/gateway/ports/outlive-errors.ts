import type { Server } from 'node:http';
import { errorFields } from '../../observe/log/error-fields.js';
import type { Logger } from '../../observe/log/logger.js';
import { throttled } from '../../observe/throttled.js';

const tellEveryMs = 1_000;

/**
 * Logs errors of a listening server, such as a connection that cannot be accepted for want of memory or file
 * descriptors. Without a listener they would end the process. Errors before it listens belong to `listen`.
 */
export function outliveErrors(server: Server, log: Pick<Logger, 'error'>): void {
  const tell = throttled(tellEveryMs, (error: unknown) => {
    log.error('a connection could not be taken', errorFields(error));
  });
  server.once('listening', () => server.on('error', tell));
}
