import type { AppError } from '@app/platform';
import { assertBodyShape, DEEPEST_BODY } from './body-shape.js';

function nested(levels: number): unknown {
  return levels === 0 ? 1 : [nested(levels - 1)];
}

describe(assertBodyShape.name, () => {
  it.each([1, 'text', null, undefined, {}, { a: [{ b: null }] }, nested(DEEPEST_BODY)])(
    'lets %j pass',
    (body) => {
      expect(() => assertBodyShape(body)).not.toThrow();
    },
  );

  it('refuses one level too many', () => {
    expect(() => assertBodyShape(nested(DEEPEST_BODY + 1))).toThrow('nested deeper than 64 levels');
  });

  it('is not stalled or overthrown by a body of a hundred thousand levels', () => {
    const body: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));
    expect(() => assertBodyShape(body)).toThrow('nested deeper');
  });

  it.each(['toString', 'hasOwnProperty', 'valueOf', 'constructor', '__defineGetter__', 'prototype'])(
    'must not let a name of every object slip past the list of known fields: %s',
    (name) => {
      for (const body of [{ [name]: 1 }, { options: { [name]: 'x' } }])
        expect(() => assertBodyShape(body)).toThrow(
          expect.objectContaining({
            errors: [{ field: expect.stringMatching(name), message: 'is not a known field; leave it out' }],
          }) as AppError,
        );
    },
  );

  it('refuses __proto__ by name and leaves every object’s prototype alone', () => {
    const body: unknown = JSON.parse('{"options":{"__proto__":{"admin":true}}}');
    expect(() => assertBodyShape(body)).toThrow(
      expect.objectContaining({
        errors: [expect.objectContaining({ field: 'options.__proto__' })],
      }) as AppError,
    );
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });
});
