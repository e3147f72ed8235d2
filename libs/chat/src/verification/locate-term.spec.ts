import { readClaim } from './claim-term.js';
import { locate } from './locate-term.js';
import { prepareSource } from './prepared-source.js';

/** What of the text is found for the claim's term at this place. */
function found(claimText: string, index: number, text: string): string[] {
  const claim = readClaim(claimText);
  const source = prepareSource(text);
  return locate(claim, index, source).map(({ at }) =>
    text.slice(source.tokens[at]?.start, source.tokens[at]?.end),
  );
}

describe(locate.name, () => {
  it.each([
    ['the word in another form', 'cities', 'A city grew.', ['city']],
    ['related words', 'announcer', 'An announcement was announced.', ['announcement', 'announced']],
    ['a synonym', 'lorries', 'A truck came.', ['truck']],
    ['the contrary', 'unaffected', 'They were affected.', ['affected']],
    ['a compound in another spelling', 'email', 'Send an e-mail.', ['e']],
    ['a compound apart', 'e-mail', 'Send an email.', ['email']],
    ['an identifier', 'maxConnections', 'Set max_connections now.', ['max']],
    ['a date said in two places', '3 March 2021', 'In 2021 it rained. It stopped on 3 March.', ['3']],
    ['a number in words', '12', 'Twelve came.', ['Twelve']],
    ['ideographs', '北京', '在北京。', ['北京']],
  ])('finds %s', (_, claim, text, places) => {
    expect(found(claim, 0, text)).toEqual(places);
  });

  it('finds initials by their name and a name by its initials', () => {
    expect(found('It says WHO and others.', 0, 'The World Health Organization met. Who came?')).toEqual([
      'World',
    ]);
    expect(found('He met the United Nations there.', 1, 'The UN met.')).toEqual(['UN']);
    expect(found('He went to the US.', 0, 'In the U.S. it told us so.')).toEqual(['U']);
  });

  it('finds the rest of a word joined by a hyphen', () => {
    expect(found('a life-long friend', 1, 'A lifelong dream.')).toEqual(['lifelong']);
  });

  it('takes no date whose year is said nowhere', () => {
    expect(found('3 March 2021', 0, 'It stopped on 3 March.')).toEqual([]);
  });
});
