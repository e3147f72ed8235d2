export { PrivacyModule } from './privacy.module.js';
export { Redactor } from './redactor.js';
export type { RedactedText, Redaction, RedactionCounts } from './redacted-text.js';
