import { Injectable } from '@nestjs/common';
import { AppConfig } from '@app/platform';
import type { RedactedText, Redaction, RedactionCounts } from './redacted-text.js';

/**
 * The seed document's four kinds, in one pass; where two could start at the same place the first one wins, and
 * what one has taken no other sees. Linear: every part is bounded or starts only where its run of characters
 * starts (the look-behind), so that no text makes it search twice.
 */
const PERSONAL = new RegExp(
  [
    String.raw`(?<email>(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}\b)`,
    String.raw`(?<credit_card>\b\d{4}[\s-]?\d{4}[\s-]?\d{4}[\s-]?\d{4}\b)`,
    String.raw`(?<ssn>\b\d{3}-\d{2}-\d{4}\b)`,
    String.raw`(?<phone>\b\d{3}-\d{3}-\d{4}\b)`,
  ].join('|'),
  'g',
);

/** Nothing of the above is without one of these; most messages have neither and are done here. */
const TRIGGER = /[@\d]/;

const NOTHING: RedactionCounts = Object.freeze({});

/** The only maker of `RedactedText`. Switched off (`ENABLE_PII_REDACTION=false`) it hands the text on as it is. */
@Injectable()
export class Redactor {
  private readonly enabled: boolean;

  constructor(config: AppConfig) {
    this.enabled = config.features.piiRedaction;
  }

  redact(text: string): Redaction {
    if (!this.enabled || !TRIGGER.test(text)) return { text: text as RedactedText, counts: NOTHING };
    const counts: Record<string, number> = {};
    const redacted = text.replace(PERSONAL, (...match) => {
      const kind = kindOf(match.at(-1) as Record<string, string | undefined>);
      counts[kind] = (counts[kind] ?? 0) + 1;
      return `[REDACTED_${kind.toUpperCase()}]`;
    });
    return { text: redacted as RedactedText, counts };
  }
}

/** The group that matched: exactly one does. */
function kindOf(groups: Record<string, string | undefined>): string {
  return Object.keys(groups).find((kind) => groups[kind] !== undefined) as string;
}
