import { readFileSync } from 'node:fs';

const load = (name) =>
  JSON.parse(
    readFileSync(new URL(`../../libs/chat/src/citations/fixtures/${name}.json`, import.meta.url), 'utf8'),
  );

export const { version, sources } = load('corpus');

/** Every marker in every context, and the cases that stand for themselves. */
export function loadCases() {
  const markers = load('markers');
  const crossed = load('contexts').flatMap((context) => markers.map((marker) => cross(context, marker)));
  return [...crossed, ...load('cases').map(complete)];
}

function cross({ name, text, claim, before = [] }, { marker, sources: cited, rejected = [] }) {
  const earlier = before.map((source) => ({ source, claim: text.slice(0, text.indexOf(` [${source}]`)) }));
  return {
    name: `${marker} in ${name}`,
    text: text.replace('{M}', () => marker),
    citations: [...earlier, ...(claim === null ? [] : cited.map((source) => ({ source, claim })))],
    rejected: claim === null ? [] : rejected,
  };
}

function complete({ name, text, citations = [], rejected = [] }) {
  return { name, text, rejected, citations: citations.map(({ source, claim }) => ({ source, claim })) };
}
