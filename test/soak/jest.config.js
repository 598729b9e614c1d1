import base from '../../jest.config.js';

/** `npm run test:soak`: takes half an hour, needs what test/system/setup.sh installs, and fails without it. */
export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/soak'],
  testPathIgnorePatterns: [],
  // Each of them measures what the others would disturb.
  maxWorkers: 1,
};
