'use strict';

/** JSON in one line: `readline` of Node 24 also ends a line at U+2028 and U+2029, which JSON leaves as they are. */
exports.oneLine = (value) =>
  JSON.stringify(value).replace(/[\u2028\u2029]/g, (end) => `\\u${end.charCodeAt(0).toString(16)}`);
