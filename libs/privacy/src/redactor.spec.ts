import type { AppConfig } from '@app/platform';
import { Redactor } from './redactor.js';

function redactor(piiRedaction = true): Redactor {
  return new Redactor({ features: { piiRedaction } } as AppConfig);
}

describe(Redactor.name, () => {
  it.each([
    ['Write to jane.doe+x@mail.example.co.uk.', 'Write to [REDACTED_EMAIL].', { email: 1 }],
    ['SSN 123-45-6789, ok', 'SSN [REDACTED_SSN], ok', { ssn: 1 }],
    ['call 555-123-4567!', 'call [REDACTED_PHONE]!', { phone: 1 }],
    [
      '4111 1111 1111 1111 / 4111-1111-1111-1111',
      '[REDACTED_CREDIT_CARD] / [REDACTED_CREDIT_CARD]',
      { credit_card: 2 },
    ],
    ['4111111111111111', '[REDACTED_CREDIT_CARD]', { credit_card: 1 }],
    [
      'a@b.io, c@d.io and 555-123-4567',
      '[REDACTED_EMAIL], [REDACTED_EMAIL] and [REDACTED_PHONE]',
      { email: 2, phone: 1 },
    ],
  ])('redacts %j', (text, redacted, counts) => {
    expect(redactor().redact(text)).toEqual({ text: redacted, counts });
  });

  it.each(['No numbers, no names.', 'version 1.2.3 of 2024', 'order 1234-5678', 'me @ home', 'x@y.z'])(
    'leaves %j alone',
    (text) => {
      expect(redactor().redact(text)).toEqual({ text, counts: {} });
    },
  );

  it('does not take a pipe for a letter of a domain, as the seed pattern did', () => {
    expect(redactor().redact('a@b.|| ok').text).toBe('a@b.|| ok');
  });

  it('counts what overlaps once, as the kind that starts first', () => {
    expect(redactor().redact('123-45-6789@example.com')).toEqual({
      text: '[REDACTED_EMAIL]',
      counts: { email: 1 },
    });
    expect(redactor().redact('4111 1111 1111 1111@example.com').counts).toEqual({ credit_card: 1 });
  });

  it('finds an address however long its name is', () => {
    expect(redactor().redact(`${'a'.repeat(500)}@example.com`).text).toBe('[REDACTED_EMAIL]');
  });

  it('does not change what it has redacted', () => {
    const once = redactor().redact('a@b.io 123-45-6789').text;
    expect(redactor().redact(once)).toEqual({ text: once, counts: {} });
  });

  it('passes text through as it is when redaction is switched off', () => {
    expect(redactor(false).redact('a@b.io')).toEqual({ text: 'a@b.io', counts: {} });
  });

  it.each([['a'], ['a.'], ['1-'], ['@'], ['a@'], ['a@a.'], ['a@1.'], ['1234 '], ['.-_%+']])(
    'is not stalled by a megabyte of %j',
    (part) => {
      const text = part.repeat(2 ** 20 / part.length);
      const started = performance.now();
      redactor().redact(text);
      expect(performance.now() - started).toBeLessThan(20_000);
    },
  );
});
