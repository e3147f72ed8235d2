import { AppError } from '@app/platform';
import type { Request } from 'express';

export type AnswerForm = 'json' | 'sse';

/** Which form the client would rather have; throws `not-acceptable` when it wants neither. */
export function answerForm(request: Request): AnswerForm {
  const accept = request.headers.accept;
  if (accept === undefined || accept === '*/*' || accept === 'application/json') return 'json';
  if (accept === 'text/event-stream') return 'sse';
  switch (request.accepts(['application/json', 'text/event-stream'])) {
    case 'application/json':
      return 'json';
    case 'text/event-stream':
      return 'sse';
    default:
      throw new AppError(
        'not-acceptable',
        'not-acceptable',
        'This route answers as application/json or text/event-stream; accept one of them.',
      );
  }
}
