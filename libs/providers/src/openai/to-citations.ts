import type { ChatCompletionMessage } from 'openai/resources/chat/completions';
import type { ModelCitation, TextSpan } from '../model-event.js';

/** As the vendor declares it; compatible servers leave parts out. */
export type UrlAnnotation = Partial<ChatCompletionMessage.Annotation>;

/**
 * The vendor's `url_citation`s over the whole text. They mark the link or marker in it, not the claim before it.
 * One without an address, or without a place in the text, says nothing that could be shown.
 */
export function toCitations(text: string, annotations: readonly UrlAnnotation[]): ModelCitation[] {
  return annotations.flatMap(({ url_citation: cited }): ModelCitation[] => {
    const { url, title, start_index: start = -1, end_index: end = -1 } = cited ?? {};
    if (!url || !Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0) return [];
    const span = spanOf(text, { start, end });
    if (span.end <= span.start || span.end > text.length) return [];
    return [{ type: 'citation', sourceId: null, url, title: title || null, citedText: null, span }];
  });
}

/** A link or a marker, from its first bracket to its last. */
const MARKER = /^[([【][^]*[)\]】]$/;

/**
 * The vendor does not say what its indices count, and before the first character beyond 16 bits it is the same.
 * They are taken as UTF-16 units, unless there is a link or marker only where code points are counted.
 */
function spanOf(text: string, units: TextSpan): TextSpan {
  if (isMarker(text, units)) return units;
  const points = { start: unitsBefore(text, units.start), end: unitsBefore(text, units.end) };
  return isMarker(text, points) ? points : units;
}

function isMarker(text: string, { start, end }: TextSpan): boolean {
  return MARKER.test(text.slice(start, end));
}

/** UTF-16 units of so many code points; beyond the text one each, so that what lies outside stays outside. */
function unitsBefore(text: string, points: number): number {
  let units = 0;
  let left = points;
  for (; left > 0 && units < text.length; left -= 1) units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1;
  return units + left;
}
