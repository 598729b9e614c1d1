import { hash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { RequestHandler } from 'express';
import { isLoopback } from '../../config/loopback.js';
import { sendJson } from './send-json.js';

/** HOLDOVER_ADMIN_TOKEN as it is now. */
export type AdminToken = () => string | undefined;

/**
 * With an admin token: it is asked for as a Bearer (RFC 6750), and for GET and HEAD also taken as a password (Basic, RFC
 * 7617), since browsers know no Bearer. Not for changes: browsers attach Basic to what other pages make them ask.
 *
 * Without one only loopback is listened on, and everybody there may ask, as long as `Host` is an IP address or
 * `localhost`: a page whose server has made its own name mean this machine (DNS rebinding) may not.
 *
 * @param further challenges beside that for a Bearer
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
    // RFC 6750, section 3.1: who brought nothing is told no error code.
    const challenge = authorization === undefined ? '' : ', error="invalid_token"';
    response.setHeader('WWW-Authenticate', [`Bearer realm="holdover"${challenge}`, ...further]);
    sendJson(response, 401, {
      error: 'Ask with Authorization: Bearer and the value of HOLDOVER_ADMIN_TOKEN.',
    });
  };
}

/** Has a browser ask its user for the password. */
export const passwordChallenge = 'Basic realm="holdover", charset="UTF-8"';

/** For what changes something: the token, or where there is none, somebody on this machine. */
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

/** Compares digests, so that time tells nothing about the token or its length. */
function isSame(given: string | undefined, wanted: string): boolean {
  return given !== undefined && timingSafeEqual(digest(given), digest(wanted));
}

function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}

/** What browsers say of a page, and proxies of whom they ask for. */
const ofOthers = /^(?:origin|sec-fetch-site|forwarded|x-forwarded-.*|x-real-ip|via)$/;

/**
 * A page in the operator's browser and a proxy on this machine come from here as well, and are strangers. Rebinding shows
 * in `Host` alone.
 */
function isFromHere({ headers, socket }: IncomingMessage): boolean {
  const isBehind = Object.keys(headers).some((name) => ofOthers.test(name));
  return isLoopback(socket.remoteAddress) && !isBehind && isNoName(headers.host);
}

/** An address, which no resolver can turn, or the one name that means this machine everywhere. */
function isNoName(host: string | undefined): boolean {
  if (host === undefined) return true;
  const name = host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  return isIP(name) !== 0 || name === 'localhost';
}
