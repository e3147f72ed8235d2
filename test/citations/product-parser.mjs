import { CitationParser } from '../../dist/libs/chat/src/citations/citation-parser.js';

/** The product's parser, as the corpus wants to be read. */
export default function read(deltas, sources) {
  const parser = new CitationParser(sources);
  const outputs = [...deltas.flatMap((delta) => parser.push(delta)), ...parser.end()];
  const text = outputs.map((output) => (output.type === 'text' ? output.text : '')).join('');
  const cited = outputs.flatMap((output) => (output.type === 'citation' ? [output.citation] : []));
  return {
    text,
    citations: cited.map(({ source_id: source, start_index, end_index }) => ({
      source,
      claim: text.slice(start_index, end_index),
    })),
    rejected: outputs.flatMap((output) => (output.type === 'rejected' ? [output.raw] : [])),
  };
}
