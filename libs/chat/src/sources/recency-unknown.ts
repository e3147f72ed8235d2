import type { SearchRecency } from '@app/search';
import type { Source, Warning } from '../chat-response.js';

/**
 * What is said where only sources of some age were asked for and nobody knows that of some: most pages give no date,
 * so they are used, and an answer must not look newer than it is. Empty where there is nothing to say.
 */
export function recencyUnknown(
  recency: SearchRecency | undefined,
  sources: readonly Source[],
): readonly Warning[] {
  if (recency === undefined) return [];
  const undated = sources.filter(({ published_at: published }) => published === null).map(({ id }) => id);
  if (undated.length === 0) return [];
  const which = undated.map((id) => `[${id}]`).join(', ');
  const message = `Of ${which} nobody knows whether they were written within the last ${recency}: neither the engine nor the page gives a date.`;
  return [{ code: 'recency-unknown', message, source_ids: undated }];
}
