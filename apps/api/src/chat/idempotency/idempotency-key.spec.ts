import { bodyHash } from './body-hash.js';
import { idempotencyKey } from './idempotency-key.js';

describe(idempotencyKey.name, () => {
  it.each(['a', '8e03978e-40d5-43e8-bc93-6894a57f9324', '~!x'.repeat(85)])('takes %p', (key) => {
    expect(idempotencyKey(key)).toBe(key);
  });

  it('is not asked for', () => {
    expect(idempotencyKey(undefined)).toBeUndefined();
  });

  it.each(['', ' ', 'a b', 'a\n', 'ü', 'x'.repeat(256), ['a', 'b']].map((key) => [key]))(
    'refuses %p',
    (key) => {
      expect(() => idempotencyKey(key)).toThrow(
        expect.objectContaining({
          kind: 'validation-failed',
          errors: [expect.objectContaining({ field: 'Idempotency-Key' })],
        }),
      );
    },
  );
});

describe(bodyHash.name, () => {
  const hash = (body: object) => bodyHash('json', body);
  const body = { message: 'hi', options: { max_tokens: 5, search_domains: ['a.at', 'b.at'] } };

  it('is the same whatever the order, and for null and for nothing', () => {
    const other = {
      options: { search_domains: ['a.at', 'b.at'], temperature: null, max_tokens: 5 },
      conversation_id: undefined,
      message: 'hi',
    };
    expect(hash(other)).toBe(hash(body));
    expect(hash({ message: 'hi', options: {} })).toBe(hash({ message: 'hi', options: { model: null } }));
  });

  it.each([
    { ...body, message: 'hi ' },
    { ...body, options: { ...body.options, max_tokens: 6 } },
    { ...body, options: { ...body.options, search_domains: ['b.at', 'a.at'] } },
    { ...body, options: { ...body.options, search_enabled: false } },
  ])('must not be the same for %j', (other) => {
    expect(hash(other)).not.toBe(hash(body));
  });

  it('tells the forms of an answer apart', () => {
    expect(bodyHash('sse', body)).not.toBe(hash(body));
  });
});
