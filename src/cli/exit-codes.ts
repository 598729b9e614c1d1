/** Exit codes beside 0: the answer is no or not available, a crash, a wrong command line, a wrong configuration. */
export const exitCodes = { no: 1, crash: 1, usage: 2, badConfiguration: 78 } as const;
