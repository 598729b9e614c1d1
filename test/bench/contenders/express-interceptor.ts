/**
 * Express and http-proxy-middleware's responseInterceptor: the usual way to do what holdover does, without the rest.
 */
import { createServer } from 'node:http';
import express from 'express';
import { createProxyMiddleware, fixRequestBody, responseInterceptor } from 'http-proxy-middleware';
import { answerByHand, createByHand } from './by-hand.js';
import { proxyOptions } from './proxy-options.js';
import { serve } from './serve.js';

const intercept = responseInterceptor((buffer) => Promise.resolve(answerByHand(buffer.toString('utf8'))));

const app = express();
app.post('/api/users', express.text({ type: 'application/json' }), (request, _response, next) => {
  request.body = JSON.parse(createByHand(request.body as string)) as unknown;
  next();
});
app.use(
  createProxyMiddleware({
    ...proxyOptions,
    selfHandleResponse: true,
    on: { proxyReq: fixRequestBody, proxyRes: (...answer) => void intercept(...answer) },
  }),
);
serve(createServer(app));
