import type { MatchLogic } from '@pydantic/genai-prices';

/** The list's way to say which names a price is for, compiled once. Names are compared in lower case. */
export function matcher(logic: MatchLogic): (model: string) => boolean {
  if ('or' in logic) return anyOf(logic.or.map(matcher));
  if ('and' in logic) return allOf(logic.and.map(matcher));
  if ('regex' in logic) return matchesPattern(new RegExp(logic.regex));
  if ('equals' in logic) return (model) => model === logic.equals.toLowerCase();
  if ('starts_with' in logic) return (model) => model.startsWith(logic.starts_with.toLowerCase());
  if ('ends_with' in logic) return (model) => model.endsWith(logic.ends_with.toLowerCase());
  return (model) => model.includes(logic.contains.toLowerCase());
}

const anyOf = (all: ((model: string) => boolean)[]) => (model: string) =>
  all.some((matches) => matches(model));
const allOf = (all: ((model: string) => boolean)[]) => (model: string) =>
  all.every((matches) => matches(model));
const matchesPattern = (pattern: RegExp) => (model: string) => pattern.test(model);
