import { GatewayError } from '../../src/errors/gateway-error.js';

/** @throws any other error of the function, and Error where it does not fail */
export async function failureOf(work: Promise<unknown>): Promise<GatewayError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
  throw new Error('It did not fail.');
}
