import { createDemoCertificate, type DemoCertificate } from '../../src/gateway/ports/demo-certificate.js';

const year = 365 * 86_400_000;

/** For localhost, 127.0.0.1 and ::1, from a CA of its own; both expired two months ago or more. */
export function expiredCertificate(now = Date.now()): Promise<DemoCertificate> {
  return createDemoCertificate(now - 2.5 * year);
}
