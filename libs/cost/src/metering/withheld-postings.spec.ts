import { FakeClock } from '@app/platform/testing';
import { Logger } from '@nestjs/common';
import { posting, reservation } from '../ledger/ledger.contract.js';
import { WithheldPostings } from './withheld-postings.js';

const settlement = { reservation: reservation(), posting: posting() };

function setUp(owe: () => Promise<void> = () => Promise.resolve()) {
  const clock = new FakeClock();
  const settle = jest.fn().mockResolvedValue(undefined);
  return { clock, settle, withheld: new WithheldPostings({ settle }, clock, owe) };
}

describe(WithheldPostings.name, () => {
  afterEach(() => jest.restoreAllMocks());

  it('posts each once, whenever it comes', async () => {
    const { settle, withheld } = setUp();
    await withheld.add(settlement);
    expect(settle).not.toHaveBeenCalled();
    await withheld.post();
    await withheld.post();
    expect(settle).toHaveBeenCalledTimes(1);
    // Its tokens were still being counted when the others were posted.
    await withheld.add(settlement);
    expect(settle).toHaveBeenCalledTimes(2);
  });

  it('must not keep an answer waiting for a database that says nothing', async () => {
    const warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
    const { clock, withheld } = setUp(() => new Promise(() => undefined));
    await withheld.add(settlement);
    const written = withheld.writeDown();
    await clock.advance(1_000);
    await written;
    expect(warned).toHaveBeenCalledTimes(1);
  });

  it('must not take an answer back for a posting that the ledger refuses', async () => {
    const complained = jest.spyOn(Logger.prototype, 'error').mockImplementation();
    const { settle, withheld } = setUp();
    settle.mockRejectedValue(new Error('closed'));
    await withheld.add(settlement);
    await withheld.post();
    expect(complained).toHaveBeenCalledTimes(1);
  });
});
