import express, { type Request } from 'express';
import { answerForm } from './answer-form.js';

/** Express's own reading of the header, on a request of which nothing else is known. */
function accepting(accept?: string): Request {
  return Object.assign(Object.create(express.request) as Request, { headers: { accept } });
}

describe(answerForm.name, () => {
  it.each([
    [undefined, 'json'],
    ['*/*', 'json'],
    ['application/json', 'json'],
    ['application/*', 'json'],
    ['text/html, application/json;q=0.9', 'json'],
    ['text/event-stream;q=0.5, application/json', 'json'],
    ['text/event-stream', 'sse'],
    ['text/*', 'sse'],
    ['application/json;q=0.5, text/event-stream', 'sse'],
  ])('to %j answers as %s', (accept, form) => {
    expect(answerForm(accepting(accept))).toBe(form);
  });

  it('must not answer in a form that was not asked for', () => {
    for (const accept of ['text/html', 'application/json;q=0'])
      expect(() => answerForm(accepting(accept))).toThrow(
        expect.objectContaining({ kind: 'not-acceptable', code: 'not-acceptable' }),
      );
  });
});
