import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { ChatResponse, SearchResponse } from '@app/chat';
import type { RequestAccount } from '@app/cost';
import { AppError } from '@app/platform';
import type { RedactedText, RedactionCounts } from '@app/privacy';
import type { ProblemPlace } from '../filters/problem.js';
import { placeOf } from '../wire/wire-place.js';

/** The texts of a question after the redactor, and how often it found each kind. */
export interface RedactedQuestion {
  /** A chat's message, a search's query. */
  readonly message: RedactedText;
  readonly system?: RedactedText;
  readonly counts: RedactionCounts;
}

/** How an answer ended, as metrics and log lines name it. */
export type Outcome = 'success' | 'incomplete' | 'error' | 'cancelled';

/** What a question was answered with. */
export type Answered = ChatResponse | SearchResponse;

/**
 * What one question carries from the interceptors to the spouts, whichever wire it came by. A handler gets
 * redacted text and an account from here or not at all.
 */
export class ChatExchange {
  redaction?: RedactedQuestion;
  account?: RequestAccount;
  /** Told once, when the answer has ended and nothing of it has left that could still carry a header. */
  onEnd?: (outcome: Outcome, response: Answered | null, error?: AppError) => void;

  constructor(readonly place: ProblemPlace) {}

  /** `error`: why it is no success, with its causes, for the log. */
  end(outcome: Outcome, response: Answered | null, error?: AppError): void {
    const listener = this.onEnd;
    this.onEnd = undefined;
    listener?.(outcome, response, error);
  }
}

const exchanges = new WeakMap<object, ChatExchange>();

/** The exchange of this request or socket event; the same one however often it is asked for. */
export function exchangeOf(context: ExecutionContext): ChatExchange {
  const carrier = carrierOf(context);
  const known = exchanges.get(carrier) ?? new ChatExchange(placeOf(context));
  exchanges.set(carrier, known);
  return known;
}

function carrierOf(context: ExecutionContext): object {
  if (context.getType() === 'http') return context.switchToHttp().getRequest<object>();
  const payload: unknown = context.switchToWs().getData();
  if (typeof payload === 'object' && payload !== null && !Array.isArray(payload)) return payload;
  throw new AppError('validation-failed', 'malformed-event', 'The event must carry one JSON object.', {
    errors: [{ field: '', message: 'must be one JSON object' }],
  });
}

export function redactionOf(exchange: ChatExchange): RedactedQuestion {
  if (!exchange.redaction) throw missing('redactor');
  return exchange.redaction;
}

export function accountOf(exchange: ChatExchange): RequestAccount {
  if (!exchange.account) throw missing('account');
  return exchange.account;
}

function missing(what: string): AppError {
  return new AppError(
    'internal',
    `no-${what}`,
    `The question reached its handler without passing the ${what}.`,
  );
}

/** The exchange, in a handler's arguments. */
export const CurrentExchange = createParamDecorator((_: unknown, context: ExecutionContext) =>
  exchangeOf(context),
);
