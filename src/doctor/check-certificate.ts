import type { Finding } from './finding.js';
import { counted } from '../syntax/counted.js';

export interface OwnCertificate {
  readonly certFile: string;
  /** Milliseconds since the epoch. */
  readonly validFrom: number;
  readonly validTo: number;
}

const day = 86_400_000;

/** Checks that the gateway's own certificate is valid today. */
export function checkCertificate({ certFile, validFrom, validTo }: OwnCertificate, now: number): Finding {
  const check = 'certificate';
  const remedy = 'replace it and its key, then send SIGHUP to the gateway';
  if (now > validTo) {
    const sentence = `The gateway's own certificate ${certFile} has expired on ${dateOf(validTo)}: ${remedy}.`;
    return { check, verdict: 'wrong', sentence };
  }
  if (now < validFrom) {
    const sentence = `The gateway's own certificate ${certFile} is not valid before ${dateOf(validFrom)}: see whether this machine's clock is right, or ${remedy}.`;
    return { check, verdict: 'wrong', sentence };
  }
  const days = Math.floor((validTo - now) / day);
  return {
    check,
    verdict: 'well',
    sentence: `${certFile} is valid until ${dateOf(validTo)}, ${counted(days, 'day')} more.`,
  };
}

function dateOf(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 16).replace('T', ' ') + ' UTC';
}
