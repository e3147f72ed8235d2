import { isTerminal, type ChatEvent, type ChatResponse, type TerminalEvent } from '@app/chat';
import { AppError } from '@app/platform';
import type { ChatExchange } from '../exchange.js';
import { bodyOf, endingOf } from './on-the-wire.js';

export const JSON_HEADERS = {
  'Content-Type': 'application/json; charset=utf-8',
  'Cache-Control': 'no-store',
};

/** The answer as one body: what the last event holds. Throws the error of an answer that failed. */
export async function pourJson(
  events: AsyncIterable<ChatEvent>,
  exchange: ChatExchange,
): Promise<ChatResponse> {
  let last: TerminalEvent | undefined;
  for await (const event of events) if (isTerminal(event)) last = event;
  const ending = last && endingOf(last);
  if (!ending) throw new AppError('internal', 'no-terminal-event', 'The answer ended without saying how.');
  exchange.end(ending.outcome, ending.response, ending.error);
  if (ending.outcome === 'error' && ending.error) throw ending.error;
  return bodyOf(last as TerminalEvent, exchange.place);
}
