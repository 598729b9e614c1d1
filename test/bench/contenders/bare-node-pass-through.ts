/** The least that a proxy in Node can be: node:http, undici's dispatch, streamed bodies. All ratios refer to it. */
import { createServer, type ServerResponse } from 'node:http';
import type { Dispatcher } from 'undici';
import { serve } from './serve.js';
import { endToEnd, tenantPool } from './tenant-pool.js';
import { toV2Path } from './to-v2-path.js';

const server = createServer((request, response) => {
  const { method = '', url = '', headers } = request;
  const body = method === 'GET' ? null : request;
  tenantPool.dispatch({ method, path: toV2Path(url), headers: endToEnd(headers), body }, relay(response));
});

function relay(response: ServerResponse): Dispatcher.DispatchHandler {
  return {
    onRequestStart(controller) {
      response.once('close', () => {
        if (!response.writableFinished) controller.abort(new Error('the client is gone'));
      });
    },
    onResponseStart(_controller, status, headers) {
      response.writeHead(status, endToEnd(headers));
    },
    onResponseData(controller, chunk) {
      if (response.write(chunk)) return;
      controller.pause();
      response.once('drain', () => {
        controller.resume();
      });
    },
    onResponseEnd() {
      response.end();
    },
    onResponseError() {
      response.destroy();
    },
  };
}

serve(server);
