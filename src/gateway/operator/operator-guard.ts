import { hash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { RequestHandler } from 'express';
import { isLoopback } from '../../config/loopback.js';
import { sendJson } from './send-json.js';

/** HOLDOVER_ADMIN_TOKEN as it is now. */
export type AdminToken = () => string | undefined;

/**
 * With an admin token: accepts it as a Bearer (RFC 6750). GET and HEAD also accept it as a Basic password (RFC 7617),
 * because browsers know no Bearer. Changes do not: browsers attach Basic to requests that other pages trigger.
 *
 * Without one: the port is on loopback, and everybody there has access if `Host` is an IP address or `localhost`. Any
 * other name could be a page's own, resolved to this machine (DNS rebinding).
 *
 * @param further challenges beside the one for a Bearer
 */
export function operatorGuard(token: AdminToken, further: readonly string[] = []): RequestHandler {
  return (request, response, next) => {
    const wanted = token();
    const { authorization, host } = request.headers;
    if (wanted === undefined) {
      if (isNoName(host)) next();
      else
        sendJson(response, 403, { error: 'Ask by an address or as localhost, or set HOLDOVER_ADMIN_TOKEN.' });
      return;
    }
    const isReading = request.method === 'GET' || request.method === 'HEAD';
    if (isBearer(authorization, wanted) || (isReading && isBasic(authorization, wanted))) {
      next();
      return;
    }
    // RFC 6750 section 3.1: no error code for a request without credentials.
    const challenge = authorization === undefined ? '' : ', error="invalid_token"';
    response.setHeader('WWW-Authenticate', [`Bearer realm="holdover"${challenge}`, ...further]);
    sendJson(response, 401, {
      error: 'Ask with Authorization: Bearer and the value of HOLDOVER_ADMIN_TOKEN.',
    });
  };
}

/** Makes a browser ask its user for the password. */
export const passwordChallenge = 'Basic realm="holdover", charset="UTF-8"';

/** Guards changes. Without an admin token only direct requests from this machine may make them. */
export function changesGuard(token: AdminToken): RequestHandler {
  return (request, response, next) => {
    if (token() !== undefined || isFromHere(request)) next();
    else sendJson(response, 403, { error: 'Ask from this machine, and not through a browser or a proxy.' });
  };
}

function isBearer(authorization: string | undefined, wanted: string): boolean {
  return isSame(/^bearer +(\S+) *$/i.exec(authorization ?? '')?.[1], wanted);
}

function isBasic(authorization: string | undefined, wanted: string): boolean {
  const given = /^basic +([\w+/]+=*) *$/i.exec(authorization ?? '')?.[1];
  const pair = given === undefined ? '' : Buffer.from(given, 'base64').toString();
  return isSame(/^[^:]*:(.*)$/s.exec(pair)?.[1], wanted);
}

/** Compares digests, so that timing reveals neither the token nor its length. */
function isSame(given: string | undefined, wanted: string): boolean {
  return given !== undefined && timingSafeEqual(digest(given), digest(wanted));
}

function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}

/** Header fields set by browsers for pages and by proxies for their clients. */
const ofOthers = /^(?:origin|sec-fetch-site|forwarded|x-forwarded-.*|x-real-ip|via)$/;

/**
 * Whether the request comes directly from this machine, not from a page in the operator's browser or through a local
 * proxy. DNS rebinding shows in `Host` alone.
 */
function isFromHere({ headers, socket }: IncomingMessage): boolean {
  const isBehind = Object.keys(headers).some((name) => ofOthers.test(name));
  return isLoopback(socket.remoteAddress) && !isBehind && isNoName(headers.host);
}

/** Whether `Host` is an IP address, which needs no DNS, or `localhost`, also as `localhost.` (RFC 1034 section 3.1). */
function isNoName(host: string | undefined): boolean {
  if (host === undefined) return true;
  const name = host
    .toLowerCase()
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1');
  return isIP(name) !== 0 || /^localhost\.?$/.test(name);
}
