/**
 * `npm run mutation`: changes the translation in thousands of small ways, each of which a test has to notice. Not a
 * part of `npm test`: it takes over an hour on a busy machine. A few files are done in a minute:
 * `npm run mutation -- --mutate src/reshapes/users/v1-id.ts`.
 */
export default {
  mutate: ['src/reshapes/**/*.ts', 'src/map/{compile/bind,read/reference}.ts', 'src/pipeline/plan.ts'],
  thresholds: { high: 90, low: 85, break: 85 },

  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--no-warnings'],
  // The one test file names what it imports when it runs, so that jest does not see what it is related to.
  jest: { configFile: 'test/mutation/jest.config.js', enableFindRelatedTests: false },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // Each run leaves its modules behind in the process, as in jest.config.js.
  maxTestRunnerReuse: 100,

  // A run that is cut off counts as noticed: a busy machine must not pass for a test.
  timeoutMS: 30_000,

  tempDirName: '.stryker',
  ignorePatterns: ['/*', '!/src', '!/test', '!/routes-map', '!/*.js', '!/*.json'],
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, skipFull: true },
};
