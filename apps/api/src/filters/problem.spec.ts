import { BadRequestException, HttpException, NotFoundException } from '@nestjs/common';
import { AppError, type ErrorKind } from '@app/platform';
import { allowedMethods } from './allowed-methods.js';
import { problemOf } from './problem.js';
import { isErrorKind, PROBLEMS } from './problem-table.js';
import { isUnmatchedRoute, wireError } from './wire-error.js';

const place = { base: 'https://chat.example.com', instance: '/v1/chat', requestId: 'req-1' };

describe(problemOf.name, () => {
  it('is the document of RFC 9457 with what we add', () => {
    const error = new AppError('rate-limit-exceeded', 'too-many', 'Too many.', {
      retryAfterSeconds: 1.1,
      extensions: { current_limit: 60 },
      errors: [{ field: 'a', message: 'b' }],
    });
    expect(problemOf(error, place)).toEqual({
      type: 'https://chat.example.com/errors/rate-limit-exceeded',
      title: 'Rate Limit Exceeded',
      status: 429,
      detail: 'Too many.',
      instance: '/v1/chat',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      request_id: 'req-1',
      retry_after: 2,
      extensions: { code: 'too-many', current_limit: 60 },
      errors: [{ field: 'a', message: 'b' }],
    });
  });

  it('never holds a cause or a stack', () => {
    const error = new AppError('internal', 'unexpected', 'Sorry.', { cause: new Error('secret sk-123') });
    const problem = JSON.stringify(problemOf(error, place));
    expect(problem).not.toContain('secret');
    expect(problem).not.toContain('.ts:');
  });

  it('has a meaning and a remedy for every kind', () => {
    for (const kind of Object.keys(PROBLEMS) as ErrorKind[]) {
      expect(isErrorKind(kind)).toBe(true);
      expect(PROBLEMS[kind].remedy).toMatch(/\.$/);
    }
    expect(isErrorKind('toString')).toBe(false);
  });
});

describe(wireError.name, () => {
  const bodyParser = (type: string, message = '', limit = 0) =>
    new HttpException('x', 400, { cause: Object.assign(new Error(message), { type, limit }) });

  it.each([
    ['entity.parse.failed', 'validation-failed', 'malformed-json'],
    ['entity.too.large', 'payload-too-large', 'body-too-large'],
    ['encoding.unsupported', 'unsupported-media-type', 'unsupported-encoding'],
    ['charset.unsupported', 'unsupported-media-type', 'unsupported-charset'],
    ['request.aborted', 'client-closed', 'body-aborted'],
  ])('says %s as %s', (type, kind, code) => {
    expect(wireError(bodyParser(type))).toMatchObject({ kind, code });
  });

  it('tells where JSON breaks without quoting what stands there', () => {
    const message = 'Unexpected token \'s\', "secret" is not valid JSON at position 12 (line 1 column 13)';
    const error = wireError(bodyParser('entity.parse.failed', message));
    expect(error?.detail).toBe('The body is not valid JSON (at position 12 (line 1 column 13)).');
  });

  it.each(['Z_DATA_ERROR', 'ERR__ERROR_FORMAT_PADDING_2', 'ZSTD_error_prefix_unknown'])(
    'tells a body that is not compressed as it says: %s',
    (code) => {
      const cause = Object.assign(new Error('incorrect header check'), { code });
      expect(wireError(new HttpException('x', 400, { cause }))).toMatchObject({
        kind: 'validation-failed',
        code: 'broken-encoding',
        errors: [{ field: 'Content-Encoding' }],
      });
    },
  );

  it('names the limit of a body', () => {
    expect(wireError(bodyParser('entity.too.large', '', 262_144))?.detail).toContain('262144 bytes');
  });

  it('says a broken address as the caller’s fault', () => {
    const broken = new BadRequestException('x', { cause: new URIError('x') });
    expect(wireError(broken)).toMatchObject({ kind: 'validation-failed', code: 'malformed-address' });
  });

  it.each([
    [404, 'not-found'],
    [403, 'forbidden'],
    [418, 'validation-failed'],
  ])('keeps the status of a refusal of Nest’s with %i', (status, kind) => {
    expect(wireError(new HttpException('x', status))?.kind).toBe(kind);
  });

  it('leaves what is our own fault to be logged as such', () => {
    for (const thrown of [new HttpException('x', 500), new HttpException('x', 507), new Error('x'), 'x'])
      expect(wireError(thrown)).toBeUndefined();
  });

  it('knows a route that nobody has from a thing that is not there', () => {
    expect(isUnmatchedRoute(new NotFoundException())).toBe(true);
    expect(isUnmatchedRoute(new AppError('not-found', 'x', 'x'))).toBe(false);
  });
});

describe(allowedMethods.name, () => {
  const layer = (path: string, method?: string) => ({
    route: method ? { methods: { [method]: true } } : undefined,
    match: (asked: string) => {
      if (asked === '/%') throw new URIError();
      return asked === path;
    },
  });
  const express = {
    router: { stack: [layer('/'), layer('/a', 'get'), layer('/a', 'delete'), layer('/b', 'post')] },
  };

  it.each([
    ['/a', ['GET', 'DELETE']],
    ['/b', ['POST']],
    ['/c', []],
    ['/%', []],
  ])('knows the methods of %s', (path, methods) => {
    expect(allowedMethods(express, path)).toEqual(methods);
  });

  it('takes no middleware for a route', () => {
    const methods = Object.fromEntries('abcdefghi'.split('').map((name) => [name, true]));
    expect(allowedMethods({ router: { stack: [{ route: { methods }, match: () => true }] } }, '/a')).toEqual(
      [],
    );
  });

  it('knows none before there are routes', () => {
    expect(allowedMethods({}, '/a')).toEqual([]);
  });
});
