import { readClaim } from '../claim-term.js';
import { gatherEvidence } from '../evidence.js';
import { prepareSource } from '../prepared-source.js';
import { verifyClaim } from '../verify-claim.js';
import { scopeDifferences } from './scope-differences.js';

const found = (source: string, claim: string): readonly string[] =>
  scopeDifferences(gatherEvidence(readClaim(claim), prepareSource(source))).scope;

describe(scopeDifferences.name, () => {
  it.each([
    ['roles', 'Vega bought Orion in May.', 'Orion bought Vega in May.'],
    ['roles', 'Orion was bought by Vega in May.', 'Vega was bought by Orion in May.'],
    ['roles', 'Vega bought Orion in May.', 'Vega was bought in May.'],
    ['roles', 'Rain fell, and the crew saved the captain.', 'The captain saved the crew.'],
    ['roles', 'The client sends a token to the server.', 'The server sends a token to the client.'],
    [
      'roles',
      'The river flows from Lake Sarn into Lake Orrin.',
      'The river flows from Lake Orrin into Lake Sarn.',
    ],
    [
      'roles',
      'The lawyer of Ada signed the paper, while Grace refused to sign it.',
      'Ada refused to sign the paper.',
    ],
    [
      'roles',
      'Twelve states signed the treaty and nine states ratified it.',
      'Nine states signed the treaty.',
    ],
    ['roles', 'It was found by a farmer, who sold it to the museum.', 'The museum sold it to a farmer.'],
    ['roles', 'Ferrano beat Kovac on Sunday.', 'Ferrano lost to Kovac on Sunday.'],
    [
      'roles',
      'Mount Ebor is the highest peak of the range beside Mount Tarn.',
      'Of the range, Mount Tarn is the highest peak.',
    ],
    ['roles', 'Writes are always synchronous, reads usually are not.', 'Reads are always synchronous.'],
    [
      'roles',
      'The minister praised the deal; the critics said it came late.',
      'The minister said the deal came late.',
    ],
    [
      'comparison',
      'Wind supplied more power than coal in May.',
      'Coal supplied more power than wind in May.',
    ],
    [
      'comparison',
      'Version 4 is faster than version 3 but uses more memory.',
      'Version 4 uses less memory than version 3.',
    ],
    ['comparison', 'United are two points behind Rovers.', 'United are two points ahead of Rovers.'],
    ['comparison', 'The envoy left before the talks ended.', 'The talks ended before the envoy left.'],
    ['cause', 'Untreated infection causes fever.', 'Fever causes untreated infection.'],
    ['cause', 'The flood was caused by heavy rain.', 'Heavy rain was caused by the flood.'],
    ['cause', 'Drought is triggered almost always by fires.', 'Fires are triggered in turn by drought.'],
    ['cause', 'The trees died because drought weakened them.', 'Drought came because the trees died.'],
    ['degree', 'Ebor is, perhaps, some large lake.', 'Ebor is the largest lake.'],
    ['modality', 'The drug may cause severe headaches.', 'The drug causes severe headaches.'],
    ['modality', 'The brewer plans to open a plant in Malmö.', 'The brewer opened a plant in Malmö.'],
    [
      'modality',
      'Numbers fell, probably because mice became scarcer.',
      'Numbers fell because mice became scarcer.',
    ],
    ['attribution', 'The union claims that officials were warned in June.', 'Officials were warned in June.'],
    [
      'attribution',
      'The minister denied that the ministry had known of the leak.',
      'The minister said the ministry had known of the leak.',
    ],
    ['attribution', 'Officials hid the files, the prosecutor, Mr Hale, alleges.', 'Officials hid the files.'],
    [
      'attribution',
      'Cool nights slow growth and, growers believe, improve the flavour of leaves.',
      'Cool nights improve the flavour of leaves.',
    ],
    [
      'attribution',
      'The study cannot prove that night work causes the disease.',
      'Night work causes the disease.',
    ],
    ['attribution', 'Police are examining whether the driver was drunk.', 'The driver was drunk.'],
    ['condition', 'If the queue is full, new jobs are rejected.', 'New jobs are rejected.'],
    [
      'condition',
      'The deposit is repaid unless the tenant caused damage.',
      'The deposit is repaid if the tenant caused damage.',
    ],
    ['quantifier', 'Most stores made a profit.', 'All stores made a profit.'],
    ['quantifier', 'Almost all of the archives burned.', 'All of the archives burned.'],
    ['quantifier', 'A third of the apples were lost.', 'All apples were lost.'],
    ['quantifier', 'Passengers with a pass travel free.', 'All passengers travel free.'],
    [
      'quantifier',
      'The ruling applies only to contracts of 2015.',
      'The ruling of 2015 applies to all contracts.',
    ],
    ['quantifier', 'Only administrators can delete a queue.', 'Users can delete a queue.'],
    [
      'quantifier',
      'Members of the committee may see the files.',
      'Only members of the committee may see the files.',
    ],
    ['degree', 'Ebor is one of the largest lakes.', 'Ebor is the largest lake.'],
    ['degree', 'Ebor is the second-largest lake.', 'Ebor is the largest lake.'],
    ['degree', 'It makes some of the most expensive wines.', 'It makes the most expensive wine.'],
    ['degree', 'Ebor is a large lake.', 'Ebor is the largest lake.'],
    ['degree', 'Ebor is arguably the largest lake.', 'Ebor is the largest lake.'],
    ['bound', 'It lasted at least 12 weeks.', 'It lasted at most 12 weeks.'],
    ['bound', 'It carries up to 120 cars.', 'It carries 120 cars.'],
    ['bound', 'Fewer than 110 wolves live there.', 'More than 110 wolves live there.'],
    ['bound', 'There were 50 or more wolves.', 'There were 50 wolves or fewer.'],
    ['bound', 'It has 50 wolves at least.', 'It has 50 wolves at most.'],
    ['bound', 'It waits no longer than 60 seconds.', 'It waits longer than 60 seconds.'],
    ['bound', 'They fetch at least twice the price.', 'They fetch at most twice the price.'],
    ['bound', 'It cost 50 crowns.', 'It cost more than 50 crowns.'],
    [
      'roles',
      'The basic plan costs $9 a month. The pro plan costs $19 a month.',
      'The basic plan costs $19 a month.',
    ],
    [
      'roles',
      'The basic plan comes with 50 GB of storage. The pro plan comes with 500 GB of storage.',
      'The pro plan comes with 50 GB of storage.',
    ],
    [
      'roles',
      'Paris is the capital of France. Berlin is the capital of Germany.',
      'Paris is the capital of Germany.',
    ],
    ['roles', 'Ada was born in 1912 and died in 1954.', 'Ada was born in 1954 and died in 1912.'],
    ['roles', 'It held 1.5 million in 1990 and 2.5 million in 2010.', 'It held 2.5 million in 1990.'],
    [
      'roles',
      'Exports rose by 12 percent while imports fell by 7 percent.',
      'Exports rose by 7 percent while imports fell by 12 percent.',
    ],
    [
      'roles',
      'Her brother Emil designed the lamps; the railings came from a foundry in Leeds.',
      'The lamps came from a foundry in Leeds.',
    ],
    ['roles', 'It eased from 7% in March to 6% in May.', 'It eased from 6% in March to 7% in May.'],
    ['modality', 'Keller was suspected of bribery.', 'Keller committed bribery.'],
    [
      'condition',
      'Refunds are possible unless the account is suspended.',
      'Refunds are possible even if the account is suspended.',
    ],
    ['quantifier', 'Most, but not all, drivers support snapshots.', 'All drivers support snapshots.'],
    ['quantifier', 'All drivers support snapshots.', 'Not all drivers support snapshots.'],
    [
      'time',
      'Until version 3 the time-out was 30 seconds; since then it is a minute.',
      'The time-out is 30 seconds.',
    ],
    ['rate', 'The ferry runs four times a day.', 'The ferry runs four times a week.'],
    ['rate', 'Tests are run weekly.', 'Tests are run every day.'],
    ['time', 'Aust was president until 1934.', 'Aust was president from 1934.'],
    ['time', 'Brael, formerly the capital, has a port.', 'The capital, Brael, has a port.'],
    ['time', 'Vera Lund is now a senator.', 'Vera Lund, a former senator.'],
  ])('must not let %s pass: %s → %s', (scope, source, claim) => {
    expect(found(source, claim)).toContain(scope);
  });

  it.each([
    ['Vega bought Orion in May.', 'Orion was bought by Vega in May.'],
    ['The basic plan costs $9 a month. The pro plan costs $19 a month.', 'The pro plan costs $19 a month.'],
    ['The basic plan is new. It costs $9, the pro plan $19.', 'The basic plan costs $9.'],
    [
      'Headache was reported by 7% of the drug group and 6% of the others.',
      'Of the others 6% reported headache.',
    ],
    ['Smith scored 12 points, while Jones added 9 points.', 'Jones added 9 points.'],
    ['It eased from 7% in March to 6% in May.', 'It was 6% in May, down from 7% in March.'],
    ['Adam handed over to Nora in 2021.', 'Nora followed Adam in 2021.'],
    ['It was built between 1859 and 1869.', 'Construction lasted from 1859 to 1869.'],
    ['The team chose Redis rather than Memcached.', 'The team did not choose Memcached.'],
    ['Traffic has been limited to buses.', 'Only buses have been allowed in traffic.'],
    ['Until version 3 it was 30 seconds; since then it is a minute.', 'It is now a minute.'],
    ['Keller was suspected of bribery.', 'There were suspicions that Keller took bribes, or bribery.'],
    ['A farmer sold the stone to the museum.', 'The museum bought the stone from a farmer.'],
    ['Ferrano beat Kovac on Sunday.', 'Kovac lost to Ferrano on Sunday.'],
    ['Wind supplied more power than coal.', 'Coal supplied less power than wind.'],
    ['The talks ended before the envoy left.', 'The envoy left after the talks ended.'],
    ['Before the match Kovac had won 14 games.', 'Kovac had won 14 games before the match.'],
    ['The drug may cause headaches.', 'There is a possibility that the drug causes headaches.'],
    ['A strike that would have halted trains was called off.', 'The strike was called off.'],
    ['It is expected to begin in May.', 'It will begin in May.'],
    ['The union claims that officials were told.', 'According to the union, officials were told.'],
    ['If the queue is full, jobs are rejected.', 'Jobs are rejected when the queue is full.'],
    [
      'The deposit is repaid unless the tenant caused damage.',
      'If the tenant did not cause damage the deposit is repaid.',
    ],
    ['Wrap the client if you need retries.', 'Wrap the client for retries.'],
    ['Stores close at six even if it rains, provided goods are sold.', 'Stores close at six.'],
    ['All stores made a profit.', 'Most stores made a profit.'],
    ['Only administrators can delete a queue.', 'Queues can be deleted by administrators only.'],
    ['Only five of the members came.', 'Members came, only five of them.'],
    ['Ebor is the largest lake.', 'Ebor is one of the largest lakes.'],
    ['It carries up to 120 cars.', 'As many as 120 cars are carried.'],
    ['It carries up to 120 cars.', 'It can carry 120 cars.'],
    ['It took at least 12 people.', 'It took 12 people.'],
    ['They followed workers for nine years.', 'They followed workers over nine years.'],
    ['The pool waits 5,000 ms by default.', 'The pool waits more than 5,000 ms.'],
    ['Tests are run once a day.', 'Tests are run daily.'],
    ['It burned a year after the war ended.', 'It burned a year after the war.'],
    ['Fire destroyed the shop.', 'Cinemas in Berlin showed penguins.'],
  ])('lets pass what says the same: %s → %s', (source, claim) => {
    expect(found(source, claim)).toEqual([]);
  });

  it('takes the source’s converse for no contrary, and lowers score and verdict by a scope', () => {
    const source = prepareSource(
      'Lake Orrin is deeper than Lake Sarn, as all surveys since the war have found.',
    );
    const right = verifyClaim('Lake Sarn is shallower than Lake Orrin.', source);
    const wrong = verifyClaim('Lake Sarn is deeper than Lake Orrin.', source);
    expect(right.flags.opposites).toEqual([]);
    expect(wrong).toMatchObject({
      verdict: 'partially_supported',
      flags: { scope: expect.arrayContaining(['comparison']) as string[] },
    });
    expect(wrong.score).toBeLessThan(right.score);
  });
});
