import { compileValue, type Names } from './bind.js';
import { reshapeOf, type CompileDeps } from './compile-deps.js';
import type { EntrySource } from '../read/source.js';
import type { ReplyBody, RouteReply } from '../route.js';

export function compileReply({ reply }: EntrySource, names: Names, deps: CompileDeps): RouteReply {
  if (reply === undefined) return { status: 501, body: { kind: 'text', text: '' }, page: undefined };
  if (typeof reply === 'string') {
    return { status: 200, body: { kind: 'one', name: reply, run: reshapeOf(reply, deps) }, page: undefined };
  }
  return { status: reply.status ?? 200, body: bodyOf(reply, names, deps), page: reply.page?.slice(1) };
}

function bodyOf(
  { text, each, body }: Exclude<EntrySource['reply'], string | undefined>,
  names: Names,
  deps: CompileDeps,
): ReplyBody {
  if (text !== undefined) return { kind: 'text', text };
  if (each !== undefined) return { kind: 'each', name: each, run: reshapeOf(each, deps) };
  return { kind: 'body', body: compileValue(body, names), template: body };
}
