import { AppError } from '../errors/app-error.js';
import { serializeError } from './serialize-error.js';

describe(serializeError.name, () => {
  it('tells an error of ours in full', () => {
    const error = new AppError('not-found', 'unknown-conversation', 'There is no such conversation.');
    expect(serializeError(error)).toMatchObject({
      name: 'AppError',
      kind: 'not-found',
      code: 'unknown-conversation',
      message: 'There is no such conversation.',
      stack: expect.stringMatching(/^at .*serialize-error\.spec/),
    });
  });

  it('must not leak what a cause says, however deep', () => {
    const deepest = new Error('canary');
    const vendor = Object.assign(new Error('400 {"error":"canary"}', { cause: deepest }), {
      code: 400,
      body: 'canary',
    });
    const text = JSON.stringify(
      serializeError(new AppError('provider-failed', 'bad', 'It failed.', { cause: vendor })),
    );
    expect(text).not.toContain('canary');
    expect(JSON.parse(text)).toMatchObject({
      cause: { code: '400', stack: expect.any(String), cause: { name: 'Error' } },
    });
  });

  it.each([
    ['a parser', new SyntaxError('Unexpected token c in "canary"')],
    ['a vendor', Object.assign(new Error('canary'), { status: 400, error: {}, headers: {} })],
    [
      'the database',
      Object.assign(new Error('invalid input syntax: "canary"'), { query: 'select', parameters: [] }),
    ],
  ])('must not leak what %s quotes', (_whose, error) => {
    expect(JSON.stringify(serializeError(error))).not.toContain('canary');
  });

  it('must not take lines of a message for frames', () => {
    const error = new AppError('internal', 'x', 'detail');
    error.stack = `Error: detail\n    at first (a.js:1:1)`;
    const forged = new Error('\n    at canary (x.js:1:1)\n    at canary');
    expect(serializeError(error).stack).toBe('at first (a.js:1:1)');
    expect(
      JSON.stringify(serializeError(new AppError('internal', 'y', 'd', { cause: forged }))),
    ).not.toContain('canary');
  });

  it('says the message of a plain error of our own code', () => {
    expect(serializeError(new RangeError('maxItems is 0'))).toMatchObject({
      name: 'RangeError',
      message: 'maxItems is 0',
    });
  });

  it('stops at a chain without end, and lives with a stack that is gone', () => {
    const error = new Error('loop');
    error.cause = error;
    error.stack = undefined;
    expect(JSON.stringify(serializeError(error)).match(/"name"/g)).toHaveLength(4);
    expect(serializeError(error).stack).toBeUndefined();
  });

  it('says of other things only what they are', () => {
    expect(serializeError('canary')).toEqual({ name: 'string' });
  });
});
