import { AppError } from './app-error.js';
import { isAbort, isTimeout, toAppError } from './to-app-error.js';

describe(toAppError.name, () => {
  it('leaves our own errors as they are', () => {
    const error = new AppError('not-found', 'x', 'y');
    expect(toAppError(error)).toBe(error);
  });

  it.each([new Error('canary'), 'canary', undefined, { message: 'canary' }])(
    'must not leak what an unknown error says: %p',
    (thrown) => {
      const error = toAppError(thrown);
      expect(error).toMatchObject({ kind: 'internal', code: 'unexpected', cause: thrown });
      expect(error.detail).toMatch(/^Something went wrong on our side/);
      expect(error.message).not.toContain('canary');
    },
  );

  it('knows that somebody went away', () => {
    const controller = new AbortController();
    controller.abort();
    expect(isAbort(controller.signal.reason)).toBe(true);
    expect(isAbort('AbortError')).toBe(false);
    expect(toAppError(controller.signal.reason)).toMatchObject({ kind: 'client-closed' });
  });

  it('knows that the time was up', async () => {
    const signal = AbortSignal.timeout(1);
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    expect(isTimeout(signal.reason)).toBe(true);
    expect(toAppError(signal.reason)).toMatchObject({ kind: 'deadline-exceeded' });
  });
});

describe(AppError.name, () => {
  it('keeps what it is told, and a subclass its own name', () => {
    class QuotaError extends AppError {}
    const options = {
      retryAfterSeconds: 3,
      extensions: { limit: 1 },
      errors: [{ field: 'a', message: 'b' }],
      cause: 1,
    };
    expect(new QuotaError('budget-exceeded', 'daily-limit', 'The limit is reached.', options)).toMatchObject({
      name: 'QuotaError',
      message: 'The limit is reached.',
      ...options,
    });
  });
});
