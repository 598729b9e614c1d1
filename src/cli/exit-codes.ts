/** What a script can go by: all is well (0), the answer is no or could not be had, we have crashed, or the asker erred. */
export const exitCodes = { no: 1, crash: 1, usage: 2, badConfiguration: 78 } as const;
