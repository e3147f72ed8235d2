import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Redactor, type RedactionCounts } from '@app/privacy';
import type { Observable } from 'rxjs';
import { LONGEST_MESSAGE } from '../chat/chat.dto.js';
import { exchangeOf, type RedactedQuestion } from '../chat/exchange.js';

/**
 * Redacts what the user wrote and lays it beside the body, which stays as it came: interceptors run before
 * pipes, and validation judges the original's lengths. The handler can only reach the redacted texts.
 */
@Injectable()
export class PiiInterceptor implements NestInterceptor {
  constructor(private readonly redactor: Redactor) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const body: unknown =
      context.getType() === 'http'
        ? context.switchToHttp().getRequest<{ body: unknown }>().body
        : context.switchToWs().getData();
    exchangeOf(context).redaction = this.redact(body);
    return next.handle();
  }

  /** Undefined where the body is not of the form validation lets through, so that no handler gets it either. */
  private redact(body: unknown): RedactedQuestion | undefined {
    const { query, message = query, options } = (body ?? {}) as Texts;
    if (!isRedactable(message)) return undefined;
    const redacted = this.redactor.redact(message);
    const system = options?.system;
    if (!isRedactable(system)) return { message: redacted.text, counts: redacted.counts };
    const instructions = this.redactor.redact(system);
    return {
      message: redacted.text,
      system: instructions.text,
      counts: sum(redacted.counts, instructions.counts),
    };
  }
}

/** What a user may have written: a chat's message and instructions, a search's query. */
interface Texts {
  readonly message?: unknown;
  readonly query?: unknown;
  readonly options?: { readonly system?: unknown } | null;
}

/** Text that validation will refuse for its length (in code points, of up to two units) is not worth reading. */
function isRedactable(text: unknown): text is string {
  return typeof text === 'string' && text.length <= 2 * LONGEST_MESSAGE;
}

function sum(one: RedactionCounts, other: RedactionCounts): RedactionCounts {
  const total: Record<string, number> = { ...one };
  for (const [type, count] of Object.entries(other)) total[type] = (total[type] ?? 0) + count;
  return total;
}
