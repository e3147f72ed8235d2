/** Words with a thing on either side, and their converses: "A before B" is "B after A". By group, sign and what parts the sides. */
export interface Relation {
  readonly group: string;
  readonly sign: 1 | -1;
}

const COMPARED = `large larger big bigger great greater|small smaller
high higher tall taller|low lower short
more|less fewer
long longer|short shorter
fast faster quick quicker|slow slower slowly
old older|young younger new newer
heavy heavier|light lighter
strong stronger|weak weaker
deep deeper|shallow shallower
rich richer|poor poorer
good better|bad worse
early earlier|late later
expensive dear|cheap cheaper
hot hotter warm warmer|cold colder cool cooler
near nearer close closer|far farther further
hard harder difficult|easy easier
safe safer|dangerous
wide wider broad broader|narrow narrower`;
const PLACED = `before|after
above over|below under
north northern|south southern
east eastern|west western
left|right
inside|outside
ahead|behind`;

export const COMPARATIVES = table(COMPARED, 'than');
export const PLACES = table(PLACED, '');

function table(lines: string, prefix: string): Map<string, Relation[]> {
  const relations = new Map<string, Relation[]>();
  lines.split('\n').forEach((line, number) => {
    line.split('|').forEach((side, index) => {
      for (const word of side.split(' ')) {
        const relation: Relation = { group: `${prefix}${number}`, sign: index === 0 ? 1 : -1 };
        relations.set(word, [...(relations.get(word) ?? []), relation]);
      }
    });
  });
  return relations;
}
