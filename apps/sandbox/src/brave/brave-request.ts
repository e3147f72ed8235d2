import type { IncomingHttpHeaders } from 'node:http';
import { Refusal } from '../http/vendor-wire.js';

export interface BraveRequest {
  readonly query: string;
  readonly count: number;
  /** In pages. */
  readonly offset: number;
}

const FRESHNESS = /^(?:p[dwmy]|\d{4}-\d\d-\d\dto\d{4}-\d\d-\d\d)$/;

export function checkBraveKey(headers: IncomingHttpHeaders): void {
  if (headers['x-subscription-token']) return;
  throw new Refusal(422, 'The provided subscription token is invalid.', {
    code: 'SUBSCRIPTION_TOKEN_INVALID',
  });
}

/** Throws the 422 that Brave answers a parameter with which it does not take. */
export function readBraveRequest(parameters: URLSearchParams): BraveRequest {
  const query = parameters.get('q')?.trim() ?? '';
  if (query === '') throw invalid('q', 'Field required');
  if (query.length > 400) throw invalid('q', 'String should have at most 400 characters');
  if (query.split(/\s+/).length > 50) throw invalid('q', 'Query should have at most 50 words');
  const freshness = parameters.get('freshness') ?? 'pd';
  if (!FRESHNESS.test(freshness)) throw invalid('freshness', 'Input should be pd, pw, pm, py or a range');
  return {
    query,
    count: wholeNumber(parameters, 'count', 20, 1, 20),
    offset: wholeNumber(parameters, 'offset', 0, 0, 9),
  };
}

function wholeNumber(
  parameters: URLSearchParams,
  name: string,
  usual: number,
  least: number,
  most: number,
): number {
  const text = parameters.get(name) ?? String(usual);
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= most) return number;
  throw invalid(name, `Input should be a whole number from ${least} to ${most}`);
}

const invalid = (param: string, message: string): Refusal =>
  new Refusal(422, message, { param, code: 'VALIDATION' });
