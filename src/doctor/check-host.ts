import { lookup } from 'node:dns/promises';
import type { TenantCheck } from './tenant-check.js';
import { wordOf } from '../errors/word-of.js';
import { serverOf } from '../upstream/wire/server-of.js';

/** Checks that the tenant's host name resolves. */
export const checkHost: TenantCheck = async ({ url }) => {
  const check = 'host';
  const { address: host } = serverOf(url);
  try {
    const { address } = await lookup(host);
    const sentence = address === host ? `${host} is an address.` : `${host} is found in the DNS.`;
    return { check, verdict: 'well', sentence };
  } catch (error) {
    const sentence = `The host ${host} is not found in the DNS (${wordOf(error)}): correct HOLDOVER_UPSTREAM_URL, or this machine's DNS.`;
    return { check, verdict: 'wrong', sentence };
  }
};
