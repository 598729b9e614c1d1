import type { UpstreamAnswer, UpstreamRequest } from './exchange.js';
import type { WireAnswer } from './wire/call.js';
import { readAnswer } from './wire/read-answer.js';

/**
 * Reads an answer once for all requests that joined its call, if all that they do with it is copy: its JSON is then
 * one value in several hands, which nobody may change. Others read it for themselves.
 *
 * @param now as for `readAnswer`
 * @throws GatewayError as `readAnswer`
 */
export function readShared(answer: WireAnswer, now: number, request: UpstreamRequest): UpstreamAnswer {
  const { copiesText } = request;
  if (copiesText === undefined) return readAnswer(answer, now, request);
  if (answer.read?.copiesText !== copiesText) {
    answer.read = { answer: readAnswer(answer, now, request), copiesText };
  }
  return answer.read.answer;
}
