import { once } from 'node:events';
import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import express from 'express';
import { expressPrototypes } from '../../../src/gateway/express-prototypes.js';

test('requests and responses have the prototypes that Express would set from the start', async () => {
  const app = express();
  const seen: boolean[] = [];
  app.use((_request, response) => void response.json({ ok: true }));
  const server = createServer(expressPrototypes(app), (request, response) => {
    seen.push(
      Object.getPrototypeOf(request) === app.request,
      Object.getPrototypeOf(response) === app.response,
    );
    app(request as Parameters<typeof app>[0], response as Parameters<typeof app>[1]);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, {
    method: 'POST',
    body: 'x',
  });
  expect(await answer.json()).toEqual({ ok: true });
  expect(seen).toEqual([true, true]);
  server.close();
  server.closeAllConnections();
});

test('the classes with Express prototypes extend those of Node, so that V8 makes room for the fields of both', () => {
  const classes = expressPrototypes(express());
  expect(Object.getPrototypeOf(classes.IncomingMessage)).toBe(IncomingMessage);
  expect(Object.getPrototypeOf(classes.ServerResponse)).toBe(ServerResponse);
});
