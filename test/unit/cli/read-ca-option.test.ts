import { rootCertificates } from 'node:tls';
import { afterAll, expect, test } from '@jest/globals';
import { readCaOption } from '../../../src/cli/read-ca-option.js';
import { createDemoCertificate } from '../../../src/gateway/ports/demo-certificate.js';
import { temporaryFiles } from '../../support/temporary-files.js';

const { file, remove } = temporaryFiles();
afterAll(remove);

test('a CA of the option is trusted beside those of Node, one of which the live v1 has', async () => {
  const { ca } = await createDemoCertificate();
  expect(readCaOption(file('ca.pem', ca))).toEqual([...rootCertificates, ca]);
});

test('Node decides which CAs are trusted without the option', () => {
  expect(readCaOption(undefined)).toBeUndefined();
});
