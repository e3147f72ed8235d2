import * as fc from 'fast-check';
import { prepareSource } from './prepared-source.js';
import type { Verification } from './verification.js';
import { verifyClaim } from './verify-claim.js';

const TEXT = `The harbour bridge

The city council voted 21 to 8 on Tuesday to build a second bridge across the harbour. Construction begins in September 2025
and takes 30 months. The World Health Organization, with 450 people, opposed the plan. The council did not accept a rival
plan for a tunnel. Profits rose by 12 percent while exports fell by 3 percent. Most trains were late in the storm of 1987.
The ferry was unaffected by the delays. Set \`maxConnections\` to change the size of the connection pool. In all, 12 people were
injured and 5 lorries were lost. Opponents met at the town hall on 3 March 2021, as the VX9 committee had asked.`;

const SENTENCES = TEXT.split(/\n\n/)[1]?.split(/(?<=\.)\s+(?=[A-Z])/) ?? [];
const source = prepareSource(TEXT);
const verify = (claim: string): Verification => verifyClaim(claim, source);

describe(verifyClaim.name, () => {
  it.each([
    'A second bridge across the harbour was approved by the council.',
    'Construction will begin in September 2025.',
    'Building takes two and a half years, with construction in September 2025.',
    'The WHO opposed the plan.',
    'The ferry was not affected by delays.',
    'The max connections setting changes the size of the connection pool.',
    'Opponents met on March 3, 2021, at the town hall.',
    'Exports decreased by 3%.',
    'The trains were late in 1987.',
  ])('finds that the source carries: %s', (claim) => {
    expect(verify(claim)).toMatchObject({
      verdict: 'supported',
      flags: { numbers: [], dates: [], negation: false, names: [], opposites: [] },
    });
  });

  it('quotes the passage by its place in the source', () => {
    const { quote } = verify('Exports decreased by 3%.');
    expect(quote?.text).toBe('Profits rose by 12 percent while exports fell by 3 percent.');
    expect(TEXT.slice(quote?.start_index, quote?.end_index)).toBe(quote?.text);
  });

  it.each([
    ['The council voted 23 to 8 to build a second bridge.', ['23']],
    ['Construction takes 36 months.', ['36 months']],
    ['Construction begins in September 2026.', ['2026']],
    ['Opponents met at the town hall on 4 March 2021.', ['4']],
    ['Profits rose by 3 percent and exports fell by 14 percent.', ['14 percent']],
    ['In all, 5 people were injured.', ['5']],
    ['The VX8 committee had asked.', ['vx8']],
  ])('must not let a changed number pass: %s', (claim, numbers) => {
    const { verdict, flags } = verify(claim);
    expect(flags.numbers).toEqual(numbers);
    expect(verdict).not.toBe('supported');
  });

  it('finds a number of a title wherever the rest is said', () => {
    const filler = 'It was a long and quiet day in the valley. '.repeat(6);
    const page = prepareSource(`Section 66\n\n${filler}A diner sells blue pancakes to lorry drivers.`);
    expect(
      verifyClaim('In section 66 a diner sells blue pancakes to lorry drivers.', page).flags.numbers,
    ).toEqual([]);
    expect(
      verifyClaim('In section 67 a diner sells blue pancakes to lorry drivers.', page).flags.numbers,
    ).toEqual(['67']);
  });

  it('flags dates apart from numbers', () => {
    expect(verify('Opponents met at the town hall on 3 April 2021.').flags.dates).toEqual(['3 April 2021']);
    expect(verify('The storm of 1988 made most trains late.').flags).toMatchObject({
      dates: ['1988'],
      numbers: ['1988'],
    });
    expect(verify('Construction begins in October.').flags.dates).toEqual(['October']);
  });

  it.each([
    'The council accepted a rival plan for a tunnel.',
    'The city council did not vote to build a second bridge across the harbour.',
    'The ferry was affected by the delays.',
    'The World Health Organization never opposed the plan.',
  ])('must not let a turned "not" pass: %s', (claim) => {
    expect(verify(claim)).toMatchObject({ verdict: 'unsupported', flags: { negation: true } });
  });

  it.each([
    ['Profits fell by 12 percent.', 'fell'],
    ['Exports rose by 3 percent.', 'rose'],
    ['All trains were late in the storm of 1987.', 'all'],
  ])('must not let a contrary pass: %s', (claim, word) => {
    const { verdict, flags } = verify(claim);
    expect(flags.opposites).toContain(word);
    expect(verdict).not.toBe('supported');
  });

  it('takes a contrary that is denied for the word itself', () => {
    const runway = prepareSource('The runway is not long enough for jets. The road is not shut.');
    expect(verifyClaim('The runway is too short for jets.', runway).flags.opposites).toEqual([]);
    expect(verifyClaim('The runway is not short for jets.', runway).flags.opposites).toEqual(['short']);
  });

  it('must not let a denial of something else answer for the one that is missing', () => {
    const plain = prepareSource('The bridge carries eight lanes of traffic over the harbour.');
    expect(
      verifyClaim('The bridge over the harbour carries no tolled lanes of traffic.', plain).flags.negation,
    ).toBe(true);
    const denied = prepareSource(
      'The bridge carries eight lanes of traffic over the harbour and bans tolls there.',
    );
    expect(
      verifyClaim('The bridge over the harbour carries no tolled lanes of traffic.', denied).flags.negation,
    ).toBe(false);
  });

  it.each([
    [
      'Most stores made a profit, but some in the north did not.',
      'Some stores in the north did not make a profit.',
    ],
    [
      'Employers are advised but not obliged to offer regular checks.',
      'Employers do not have to offer regular checks.',
    ],
    ['Data stays in Frankfurt, never in the United States.', 'Data does not stay in the United States.'],
    ['Encryption at rest is off by default.', 'Encryption at rest is not enabled by default.'],
    ['The old board was replaced by Grafana.', 'The old board is no longer used.'],
    ['The results may not apply to men, who made up 11% of them.', 'They were men, 11% of them.'],
    ['Neither side can win the league.', 'United and Rovers are sides that cannot win the league.'],
    [
      'Paths are resolved against the folder, never against the module.',
      'Paths are not resolved against the module but against the folder.',
    ],
    ['The rival plan was turned down by the council.', 'The council did not pass the rival plan.'],
    ['The rival plan of the council was turned down.', 'The council did not want the rival plan.'],
    ['The board denied that the bank had known.', 'The board said the bank had not known.'],
    ['The client never waits longer than 60 seconds.', 'The client waits no longer than 60 seconds.'],
    ['Entries that are unused for 30 minutes are removed.', 'Entries not used for 30 minutes are removed.'],
  ])('takes a "not" in other words for the same: %s', (text, claim) => {
    expect(verifyClaim(claim, prepareSource(text)).flags.negation).toBe(false);
  });

  it('takes the "not" of one statement for no answer to another', () => {
    const page = prepareSource('Acme neither sells nor shares customer data.');
    expect(verifyClaim('Acme shares customer data but does not sell it.', page).flags.negation).toBe(true);
  });

  it.each([
    ['The dose is 5 mg taken with food.', 'The dose is 5 mcg taken with food.', '5 mcg'],
    ['The current through the sensor is 5 mA.', 'The current through the sensor is 5 A.', '5 A'],
    [
      'The last train leaves the station at 3:30 pm.',
      'The last train leaves the station at 3:30 am.',
      '3:30 am',
    ],
    ['The flag went in version 2.1 of the tool.', 'The flag went in version 2.10 of the tool.', '2.10'],
    [
      'Two thirds of the patients recovered in a week.',
      'A third of the patients recovered in a week.',
      'A third',
    ],
    ['The old bridge has two lanes for cars.', 'The old bridge has one lane for cars.', 'one'],
    [
      'Le vaccin protège les enfants contre la rougeole pendant dix ans.',
      'Le vaccin protège les enfants contre la rougeole pendant vingt ans.',
      'vingt',
    ],
  ])('must not let a changed measure pass: %s', (text, claim, flagged) => {
    const page = prepareSource(text);
    expect(verifyClaim(text, page).flags.numbers).toEqual([]);
    expect(verifyClaim(claim, page).flags.numbers).toEqual([flagged]);
  });

  it.each([
    ['It opens at 9:30 am and closes at noon.', 'It opens at 9:30.'],
    ['It opens at 9 am and closes at noon.', 'It opens at nine.'],
    ['The sensor draws 500 mA in the cold.', 'The sensor draws 0.5 A in the cold.'],
    ['Support was dropped in version 3.10 of Python.', 'Support was dropped in Python 3.10.'],
  ])('takes a measure in other words for the same: %s', (text, claim) => {
    expect(verifyClaim(claim, prepareSource(text)).flags.numbers).toEqual([]);
  });

  it('must not let two numbers change places', () => {
    const page = prepareSource('About 300 of the group’s 2,600 employees will lose their jobs.');
    expect(verifyClaim('About 2,600 of the group’s 300 employees will lose their jobs.', page)).toMatchObject(
      {
        verdict: 'partially_supported',
      },
    );
    expect(verifyClaim('About 300 of its 2,600 employees will lose their jobs.', page).flags.numbers).toEqual(
      [],
    );
    const clubs = prepareSource('There are 12 of them, and 30 players train with 12 coaches.');
    expect(verifyClaim('There are 12 players who train with 30 coaches.', clubs).flags.numbers).toContain(
      '12',
    );
  });

  it('must not call supported what names somebody the source does not know', () => {
    expect(
      verify('The council of Rotterdam voted to build a second bridge across the harbour.').verdict,
    ).not.toBe('supported');
    const curie = prepareSource('Curie studied at the Sorbonne in Paris.');
    expect(verifyClaim('In Paris, Marie Curie studied at the Sorbonne.', curie).flags.names).toEqual([]);
  });

  it('names the names that the source does not hold', () => {
    expect(verify('The council of Rotterdam voted to build a second bridge.').flags.names).toEqual([
      'Rotterdam',
    ]);
  });

  it('ranks a claim of which half is there between those that are there and those that are not', () => {
    const whole = verify('The council voted to build a second bridge.').score;
    const half = verify(
      'The council voted to build a second bridge, and cinemas in Berlin showed a documentary about penguins.',
    );
    const nothing = verify('Cinemas in Berlin showed a documentary about penguins.');
    expect(half.score).toBeLessThan(whole - 0.3);
    expect(nothing.score).toBeLessThan(half.score);
    expect(nothing).toMatchObject({ verdict: 'unsupported', quote: null });
  });

  it('keeps to the thresholds it is given', () => {
    const claim = 'The council voted to build another bridge near the harbour for pedestrians.';
    const { score } = verify(claim);
    const at = (supported: number, partial: number) =>
      verifyClaim(claim, source, { thresholds: { supported, partial } }).verdict;
    expect(at(score, 0)).toBe('supported');
    expect(at(1, score)).toBe('partially_supported');
    expect(at(1, 1)).toBe('unsupported');
  });

  it('does not take the silence of a part for that of the whole', () => {
    const claim = 'Cinemas in Berlin showed a documentary about penguins.';
    expect(verifyClaim(claim, source, { checkedAgainst: 'snippet' })).toMatchObject({
      verdict: 'inconclusive',
      checked_against: 'snippet',
    });
    expect(verifyClaim(claim, prepareSource(TEXT.repeat(400))).verdict).toBe('inconclusive');
    expect(verify(`${SENTENCES[0]} `.repeat(60)).verdict).toBe('partially_supported');
    const german =
      'Der Rat der Stadt Rotterdam hat am Dienstag den Bau einer zweiten Brücke beschlossen und dafür viel Geld bewilligt. ';
    expect(
      verifyClaim('The mayor of the town was in the garden with a dog.', prepareSource(german.repeat(4)))
        .verdict,
    ).toBe('inconclusive');
  });

  it('checks nothing where there is nothing to check', () => {
    expect(verify('')).toMatchObject({ verdict: 'not_checked', score: 0, quote: null });
    expect(verify('Yes, it is.').verdict).toBe('not_checked');
    expect(verifyClaim('The council voted.', prepareSource(' … ')).verdict).toBe('not_checked');
  });

  it('reads claims in capitals and in other scripts', () => {
    expect(verify('THE CITY COUNCIL VOTED TO BUILD A SECOND BRIDGE').flags.names).toEqual([]);
    const chinese = prepareSource('北京是中华人民共和国的首都。上海是最大的城市。');
    expect(verifyClaim('北京是首都', chinese).score).toBeGreaterThan(
      verifyClaim('广州有机场', chinese).score,
    );
  });

  describe('for any sentence of a source', () => {
    const sentence = fc.constantFrom(...SENTENCES);

    it('finds it there, however its case and spaces are changed', () => {
      const spaces = fc.constantFrom(' ', '  ', '\n', '\t ');
      const shape = fc.constantFrom(
        (text: string) => text,
        (text: string) => text.toUpperCase(),
        (text: string) => text.toLowerCase(),
      );
      fc.assert(
        fc.property(sentence, spaces, shape, (claim, space, change) => {
          const { verdict, score } = verify(change(claim).replaceAll(' ', space));
          expect(verdict).toBe('supported');
          expect(score).toBeGreaterThanOrEqual(0.95);
        }),
      );
    });
  });

  it('gives the same for the same, and a score from 0 to 1, whatever the text', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc
        .array(
          fc.constantFrom(
            'not',
            'the',
            'bridge',
            '12',
            '3 March',
            '%',
            '.',
            ',',
            '\n',
            'A.',
            '$5',
            'third',
            'and',
            'half',
            '(',
            '漢字',
            '-',
            '1,000',
          ),
          { maxLength: 60 },
        )
        .map((parts) => parts.join(' ')),
    );
    fc.assert(
      fc.property(text, text, (claim, body) => {
        const verification = verifyClaim(claim, prepareSource(body));
        expect(verification.score).toBeGreaterThanOrEqual(0);
        expect(verification.score).toBeLessThanOrEqual(1);
        expect(verifyClaim(claim, prepareSource(body))).toEqual(verification);
        const { quote } = verification;
        expect(body.slice(quote?.start_index ?? 0, quote?.end_index ?? 0)).toBe(quote?.text ?? '');
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['one endless line', 'lorem ipsum dolor up down '.repeat(50_000)],
    ['one endless word', 'a'.repeat(1 << 20)],
    ['nested punctuation', '(['.repeat(1 << 19)],
    ['digits and commas', '1,'.repeat(1 << 19)],
    ['numbers', '12 '.repeat(350_000)],
    ['dates', '3 March 2021 '.repeat(80_000)],
    ['initials', 'A.B.'.repeat(1 << 18)],
    ['hyphens', 'a-'.repeat(1 << 19)],
    ['empty lines', '\n'.repeat(1 << 20)],
  ])('must not be kept busy by %s', (_, hostile) => {
    const prepared = prepareSource(hostile);
    const before = process.cpuUsage();
    for (const claim of [
      'up down not never '.repeat(600),
      '12 13 14 '.repeat(1200),
      '3 March 2021, '.repeat(700),
      'A B C '.repeat(1700),
    ]) {
      expect(verifyClaim(claim, prepared).score).toBeLessThanOrEqual(1);
    }
    // Microseconds of CPU for four of the worst claims; by the clock a busy machine would fail it.
    expect(process.cpuUsage(before).user).toBeLessThan(20_000_000);
  });
});
