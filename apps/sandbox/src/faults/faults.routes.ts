import type { IncomingMessage, ServerResponse } from 'node:http';
import { controlError } from '../http/control.js';
import { readBody } from '../http/read-body.js';
import { sendJson, sendNothing } from '../http/send.js';
import type { FaultRules } from './fault-rules.js';
import { FaultRuleError, parseFaultRule } from './parse-fault.js';

export async function addFault(
  rules: FaultRules,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const text = await readBody(request);
  try {
    sendJson(response, 201, rules.add(parseFaultRule(parseJson(text))));
  } catch (error) {
    if (!(error instanceof FaultRuleError)) throw error;
    controlError(response, 400, error.field, error.message);
  }
}

export function listFaults(rules: FaultRules, response: ServerResponse): void {
  sendJson(response, 200, { rules: rules.list() });
}

export function clearFaults(rules: FaultRules, response: ServerResponse): void {
  rules.clear();
  sendNothing(response);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new FaultRuleError('body', 'the body must be JSON');
  }
}
