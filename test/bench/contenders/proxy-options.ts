import { Agent } from 'node:http';
import { toV2Path } from './to-v2-path.js';

/** Without a keep-alive agent, http-proxy-middleware opens one connection per request. */
export const proxyOptions = {
  target: process.argv[2] ?? '',
  changeOrigin: true,
  agent: new Agent({ keepAlive: true }),
  pathRewrite: toV2Path,
};
