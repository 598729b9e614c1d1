/** Express and http-proxy-middleware, with a keep-alive agent: passes everything through. */
import { createServer } from 'node:http';
import express from 'express';
import { createProxyMiddleware } from 'http-proxy-middleware';
import { proxyOptions } from './proxy-options.js';
import { serve } from './serve.js';

const app = express();
app.use(createProxyMiddleware(proxyOptions));
serve(createServer(app));
