/** Bare Node that parses, reshapes and serializes JSON: the minimal cost of the translation itself. */
import { askTenant } from './ask-tenant.js';
import { answerByHand, createByHand } from './by-hand.js';
import { serveAnswers } from './serve-answers.js';
import { toV2Path } from './to-v2-path.js';

serveAnswers(async ({ method, url, authorization, body }) => {
  const question = { method, path: toV2Path(url), authorization };
  const answer = await askTenant(body === '' ? question : { ...question, body: createByHand(body) });
  const type = 'application/json; charset=utf-8';
  return { status: 200, type, body: answerByHand(answer.toString()) };
});
