import type { IncomingMessage } from 'node:http';
import { Router } from 'express';
import { GatewayError } from '../../errors/gateway-error.js';
import type { Logger } from '../../observe/log/logger.js';
import { isoTime } from '../../observe/usage/usage-text.js';
import type { Reach } from '../../state/shared-state.js';
import type { Revocation } from '../../tokens/revocations.js';
import type { RevocationOrder } from '../../tokens/revoke.js';
import type { OperatedTokens } from '../../tokens/tokens.js';
import { parseJson } from '../body/json-text.js';
import { changesGuard, type AdminToken } from './operator-guard.js';
import { readType } from '../body/parse-body.js';
import { readBody } from '../body/read-body.js';
import { sendJson } from './send-json.js';

export interface RevocationRoutesDeps {
  readonly revocations: Pick<OperatedTokens, 'revoke' | 'revocations'>;
  readonly log: Logger;
  readonly adminToken: AdminToken;
}

const maxOrder = 16 * 1024;
const longestId = 512;

const notes: Readonly<Record<Reach, string>> = {
  everywhere: 'Every replica knows.',
  'here-for-now':
    'Redis is away: this process refuses from now on, the others when it is back; lost if this process ends before.',
  'here-only': 'Without HOLDOVER_REDIS_URL only this gateway knows, and only until it ends.',
};

/** `POST /revocations` revokes tokens, `GET /revocations` lists revocations. */
export function revocationRoutes({ revocations, log, adminToken }: RevocationRoutesDeps): Router {
  const router = Router();
  router.use('/revocations', changesGuard(adminToken));
  router.get('/revocations', (_request, response) => {
    sendJson(response, 200, { revocations: revocations.revocations().map(shown) });
  });
  router.post('/revocations', async (request, response) => {
    try {
      const { revocation, reach } = await revocations.revoke(await readOrder(request));
      log.info('revoked', { ...shownInLog(revocation), reach });
      sendJson(response, 200, { revoked: shown(revocation), reach, note: notes[reach] });
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      sendJson(response, 400, { error: error.message });
    }
  });
  return router;
}

/** @throws GatewayError `input-invalid`, `body-unreadable`, `body-too-large` */
async function readOrder(request: IncomingMessage): Promise<RevocationOrder> {
  if (readType(request.headers['content-type']).essence !== 'application/json') {
    throw new GatewayError('input-invalid', { message: 'The content type must be application/json.' });
  }
  const body = parseJson((await readBody(request, { limit: maxOrder, hold: () => true })).toString());
  const [[key, value] = [], ...more] = Object.entries(body ?? {});
  if (more.length === 0) {
    if (key === 'all' && value === true) return { all: true };
    if (key === 'token' && isText(value, maxOrder)) return { token: value };
    if (key === 'client_id' && isText(value, longestId)) return { client_id: value };
    if (key === 'token_id' && isText(value, longestId)) return { token_id: value };
  }
  throw new GatewayError('input-invalid', {
    message: 'Give one of client_id, token, token_id, or "all": true.',
  });
}

function isText(value: unknown, longest: number): value is string {
  return typeof value === 'string' && value !== '' && value.length <= longest;
}

function shown({ subject, at, until }: Revocation): object {
  return { ...subject, at: isoTime(at * 1000), until: isoTime(until * 1000) };
}

/** Named `jti`, because the log masks fields named like tokens. */
function shownInLog({ subject }: Revocation): Record<string, string | true> {
  return 'token_id' in subject ? { jti: subject.token_id } : { ...subject };
}
