import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { AppError } from '@app/platform';
import type { Observable } from 'rxjs';
import { DatabaseChecks } from '../health/database-checks.js';

const RETRY_AFTER_SECONDS = 2;

/**
 * Refuses questions while the database does not answer, by the finding that readiness has: a database that says
 * nothing would be waited for statement by statement, each for longer than anybody waits. The finding is a moment
 * old at most and shared by all, so it costs a question nothing.
 */
@Injectable()
export class DatabaseInterceptor implements NestInterceptor {
  constructor(private readonly checks: DatabaseChecks) {}

  async intercept(_context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const { database } = await this.checks.database();
    if (database !== null) throw databaseAway();
    return next.handle();
  }
}

function databaseAway(): AppError {
  const detail = 'The database does not answer, so nothing that costs money may be asked. Try again shortly.';
  return new AppError('service-unavailable', 'database-unavailable', detail, {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}
