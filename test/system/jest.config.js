import base from '../../jest.config.js';

/** `npm run test:system`: needs what test/system/setup.sh installs, and fails without it. */
export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/system', '<rootDir>/test/browser'],
  testPathIgnorePatterns: ['/tools/'],
  testTimeout: 120_000,
  // Some of them measure, and each runs several processes.
  maxWorkers: '50%',
};
