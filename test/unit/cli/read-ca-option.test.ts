import { rootCertificates } from 'node:tls';
import { afterAll, expect, test } from '@jest/globals';
import { readCaOption } from '../../../src/cli/read-ca-option.js';
import { createDemoCertificate } from '../../../src/gateway/ports/demo-certificate.js';
import { temporaryFiles } from '../../support/temporary-files.js';

const { file, remove } = temporaryFiles();
afterAll(remove);

test('a CA of one’s own is trusted beside those that Node knows: the live v1 has one of these', async () => {
  const { ca } = await createDemoCertificate();
  expect(readCaOption(file('ca.pem', ca))).toEqual([...rootCertificates, ca]);
});

test('without it Node decides', () => {
  expect(readCaOption(undefined)).toBeUndefined();
});
