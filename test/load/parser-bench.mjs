// Microseconds that the citation parser takes for a delta: `npm run bench:citations`, after a build. In one run, so that
// the machine's mood is in all figures alike; the ratios say whether it is linear.
import { CitationParser } from '../../dist/libs/chat/src/citations/citation-parser.js';

const SOURCES = Array.from({ length: 10 }, (_, index) => ({
  id: index + 1,
  url: `https://source-${index + 1}.example/page`,
  title: `Source ${index + 1}`,
}));
const ANSWER = `## Breakers

A circuit breaker **opens** after five failures in a row [1][2]. It costs about $4.50 a month [3], and \`arr[1]\` is code.

| state | meaning |
|---|---|
| open | calls fail at once [4] |
| closed | calls go through [5, 6] |

- See [the docs](https://source-7.example/page), e.g. on Dr. Smith's policy [8].
- 断路器在五次失败后打开。【9†source】

`;
/** What could make a reader look again at what it has read. */
const HOSTILE = ['[', '[1](', '`', '$', '<a ', '\\(', '[[1', '(', '【1†', '¹', '[1]', '| ', '- ', '*', '!['];
/** UTF-16 units, about what a vendor sends at once. */
const DELTA = 4;
const ROUNDS = 7;

const ordinary = ANSWER.repeat(60);
bench(ordinary);
print('an ordinary answer', best(ordinary), best(ordinary.repeat(4)));
for (const piece of HOSTILE) {
  const text = piece.repeat(Math.ceil(32_768 / piece.length));
  print(JSON.stringify(piece), best(text), best(text.repeat(4)));
}

/** As an answer comes that is not streamed: nothing leaves before its end. */
const cited = 'Water is wet [1]. '.repeat(4_000);
print('cited, in one piece', best(cited, Infinity), best(cited.repeat(4), Infinity));

function print(name, once, fourfold) {
  const ratio = (fourfold / once).toFixed(2);
  console.log(`${name.padEnd(22)} ${once.toFixed(2)} µs a delta; four times as long: ×${ratio} a delta`);
}

/** The best of some rounds: what the machine did otherwise is not the parser's. */
function best(text, size = DELTA) {
  return Math.min(...Array.from({ length: ROUNDS }, () => bench(text, size)));
}

function bench(text, size = DELTA) {
  const parser = new CitationParser(SOURCES);
  const started = process.cpuUsage();
  for (let at = 0; at < text.length; at += size) parser.push(text.slice(at, at + size));
  parser.end();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / (text.length / DELTA);
}
