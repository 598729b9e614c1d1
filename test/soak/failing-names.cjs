'use strict';
const dns = require('node:dns');
const { existsSync } = require('node:fs');

// For `node --require`: while the file exists that CHAOS_NAMES_FAIL names, no name is resolved.
const sign = process.env.CHAOS_NAMES_FAIL;
const { lookup } = dns;

dns.lookup = (name, ...rest) => {
  if (!existsSync(sign)) return lookup(name, ...rest);
  const error = new Error(`getaddrinfo EAI_AGAIN ${name}`);
  return process.nextTick(rest.at(-1), Object.assign(error, { code: 'EAI_AGAIN', syscall: 'getaddrinfo' }));
};
