import { describe, expect, test } from '@jest/globals';
import { readV2Error } from '../../../src/upstream/wire/v2-error.js';

describe('a refusal of v2', () => {
  test.each<[string, number, unknown, string | undefined, string]>([
    ['no body', 503, undefined, undefined, 'Service Unavailable'],
    ['a page', 502, '<html>secret host 10.0.0.1</html>', undefined, 'Bad Gateway'],
    ['null', 400, null, undefined, 'Bad Request'],
    ['a list', 400, [{ message: 'no' }], undefined, 'Bad Request'],
    ['a message that is an object', 400, { message: { a: 1 } }, undefined, 'Bad Request'],
    ['a blank message', 404, { statusCode: 404, message: '  ' }, undefined, 'Not Found'],
    ['a status without a name', 599, {}, undefined, 'Status 599'],
    ['a redirect', 307, undefined, undefined, 'It redirected (307), and holdover follows no redirects.'],
    [
      'its own shape without errorCode: the reason phrase is no code',
      409,
      { statusCode: 409, error: 'Conflict', message: 'Template verify_email already exists.' },
      undefined,
      'Template verify_email already exists.',
    ],
    [
      'its own shape',
      404,
      {
        statusCode: 404,
        error: 'Not Found',
        message: 'The user does not exist.',
        errorCode: 'inexistent_user',
      },
      'inexistent_user',
      'The user does not exist.',
    ],
    [
      'a bearer that is not a JWT',
      400,
      { statusCode: 400, message: 'Bad HTTP authentication header format', errorCode: 'Bearer' },
      'Bearer',
      'Bad HTTP authentication header format',
    ],
    [
      "OAuth's shape",
      403,
      { error: 'access_denied', error_description: 'Client has not been granted scopes: x' },
      'access_denied',
      'Client has not been granted scopes: x',
    ],
    ['an errorCode that is a sentence', 400, { errorCode: 'a b\nc', message: 'm' }, undefined, 'm'],
    ['an errorCode without end', 400, { errorCode: 'x'.repeat(65), message: 'm' }, undefined, 'm'],
  ])('%s is read as a code and a message', (_what, ...[status, body, code, message]) => {
    expect(readV2Error(status, body)).toEqual({ code, message });
  });
});
