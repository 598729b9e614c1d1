import { rootCertificates } from 'node:tls';
import { afterAll, expect, test } from '@jest/globals';
import { readCaOption } from '../../../src/cli/read-ca-option.js';
import { extraAuthorities } from '../../../src/config/extra-authorities.js';
import { createDemoCertificate } from '../../../src/gateway/ports/demo-certificate.js';
import { temporaryFiles } from '../../support/temporary-files.js';

const { file, remove } = temporaryFiles();
afterAll(remove);

test('a CA of the option is trusted beside those of Node, one of which the live v1 has', async () => {
  const { ca } = await createDemoCertificate();
  expect(readCaOption(file('ca.pem', ca), [])).toEqual([...rootCertificates, ca]);
});

test('a CA of the option is trusted beside those of NODE_EXTRA_CA_CERTS, one of which the other side may have', async () => {
  const [{ ca }, { ca: other }] = await Promise.all([createDemoCertificate(), createDemoCertificate()]);
  const extra = extraAuthorities({ NODE_EXTRA_CA_CERTS: file('extra.pem', other) });
  expect(readCaOption(file('ca.pem', ca), extra)).toEqual([...rootCertificates, other, ca]);
});

test.each([{}, { NODE_EXTRA_CA_CERTS: '' }, { NODE_EXTRA_CA_CERTS: '/nowhere.pem' }])(
  'Node goes on without more CAs with %j',
  (env) => {
    expect(extraAuthorities(env)).toEqual([]);
  },
);

test('Node decides which CAs are trusted without the option', () => {
  expect(readCaOption(undefined)).toBeUndefined();
});
