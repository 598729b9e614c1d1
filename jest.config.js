/** One project: every test runs on real sockets and the real modules, nothing is mocked. */
export default {
  rootDir: '.',
  roots: ['<rootDir>/test'],
  testEnvironment: 'node',
  // Of this checkout alone: swc writes a file's own URL into what is cached under its content.
  cacheDirectory: '<rootDir>/.jest-cache',
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/test/system/',
    '<rootDir>/test/browser/',
    '<rootDir>/test/soak/',
  ],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
  testTimeout: 30_000,
  // Most of the time goes by waiting. By default, jest would leave one core alone: on two cores, 680 s instead of 400.
  maxWorkers: '100%',
  // What a test file has loaded stays in its process: nearly 4 GB after all of them. So a process is replaced in time.
  workerIdleMemoryLimit: '1GB',
};
