import { AppError } from '../../errors/app-error.js';

/** Why the embedded PostgreSQL does not stand. Seen by whoever starts the service, never by a client. */
export class EmbeddedPostgresError extends AppError {
  constructor(code: string, detail: string, cause?: unknown) {
    super('service-unavailable', code, detail, { cause });
  }
}
