import { AppError } from './app-error.js';

/**
 * The time that a request's caller gave it is over. Thrown by whoever holds that clock, and the reason of the signal
 * that ends the work, so that nobody has to guess which clock it was.
 */
export class DeadlineExceeded extends AppError {
  constructor() {
    const detail = 'The answer was not ready before the deadline of the request; allow it more time.';
    super('deadline-exceeded', 'deadline-exceeded', detail);
  }
}
