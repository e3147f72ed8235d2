import { citedPieces, writePieces } from './cited-pieces.js';

describe(citedPieces.name, () => {
  it.each([
    ['No source.', [{ text: 'No source.', source: null }]],
    [
      'They say:\n\nOne [1]. Two! [12]! Rest',
      [
        { text: 'They say:\n\n', source: null },
        { text: 'One.', source: 1 },
        { text: ' ', source: null },
        { text: 'Two!!', source: 12 },
        { text: ' Rest', source: null },
      ],
    ],
  ])('takes the markers out of %j', (answer, expected) => {
    expect(citedPieces(answer)).toEqual(expected);
  });
});

describe(writePieces.name, () => {
  const pieces = [{ text: 'one two three' }, { text: ' four five' }];
  const tokens = (limit: number, exactly?: number) =>
    writePieces(pieces, limit, exactly).map(({ answer }) => answer.tokens);

  it('cuts at the limit and leaves out what has no room', () => {
    expect(tokens(Infinity)).toEqual([3, 2]);
    expect(tokens(4)).toEqual([3, 1]);
    expect(tokens(2)).toEqual([2]);
    expect(tokens(0)).toEqual([]);
  });

  it('writes exactly as much as a fault says', () => {
    expect(tokens(2, 9)).toEqual([3, 6]);
    expect(tokens(2, 1)).toEqual([1]);
  });
});
