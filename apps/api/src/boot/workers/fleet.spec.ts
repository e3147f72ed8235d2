import { type AppConfig, loadConfig } from '@app/platform';
import { FakeClock } from '@app/platform/testing';
import { FakeFork } from './fake-fork.contract.js';
import { Fleet, MOST_ENDS, STEADY_MS } from './fleet.js';

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

function setUp(workers = 2) {
  const base: Pick<AppConfig, keyof AppConfig> = loadConfig({ SHUTDOWN_TIMEOUT_MS: '5000' });
  const config: AppConfig = { ...base, server: { ...base.server, workers } };
  const forks: FakeFork[] = [];
  const logger = { warn: jest.fn(), error: jest.fn() };
  const onGivenUp = jest.fn();
  const clock = new FakeClock();
  const fork = () => {
    const forked = new FakeFork(forks.length);
    forks.push(forked);
    return forked;
  };
  return {
    fleet: new Fleet({ config, fork, clock, logger, onGivenUp }),
    forks,
    logger,
    onGivenUp,
    clock,
    config,
  };
}

async function started(workers = 2) {
  const setup = setUp(workers);
  const starting = setup.fleet.start();
  for (const fork of setup.forks) fork.say({ type: 'ready', url: 'http://localhost:8000' });
  await starting;
  return setup;
}

describe(Fleet.name, () => {
  afterEach(() => jest.useRealTimers());

  it('has started when every worker takes requests, each with the primary’s configuration', async () => {
    const { fleet, forks, config } = setUp();
    const starting = fleet.start();
    forks[0]?.say({ type: 'hello' });
    forks[0]?.say({ type: 'ready', url: 'http://localhost:8000' });
    expect(forks[0]?.told).toEqual([{ type: 'begin', config }]);
    expect(await Promise.race([starting, nextTurn().then(() => 'waiting')])).toBe('waiting');
    forks[1]?.say({ type: 'ready', url: 'http://localhost:8000' });
    expect(await starting).toBe('http://localhost:8000');
  });

  it.each([
    [
      'what a worker says',
      (fork: FakeFork) => fork.say({ type: 'failed', reason: 'Port 1 is taken.' }),
      'Port 1 is taken.',
    ],
    ['how a worker ended', () => undefined, 'A worker process ended with exit code 1.'],
  ])('does not start for a reason: %s', async (_what, act, detail) => {
    const { fleet, forks } = setUp();
    const starting = fleet.start();
    act(forks[1]!);
    forks[1]?.end(1);
    await expect(starting).rejects.toMatchObject({ code: 'worker-failed', detail });
  });

  it('starts another in the place of one that has ended, at once, then ever later', async () => {
    const { forks, logger, clock } = await started();
    forks[1]?.end(0, 'SIGKILL');
    await nextTurn();
    expect(logger.warn).toHaveBeenCalledWith(
      'A worker process ended with signal SIGKILL. It was process 1001, for 0.0 s; another starts in 100 ms.',
    );
    await clock.advance(100);
    expect(forks).toHaveLength(3);
    forks[2]?.end(1);
    await nextTurn();
    await clock.advance(199);
    expect(forks).toHaveLength(3);
    await clock.advance(1);
    expect(forks).toHaveLength(4);
  });

  it('forgets the ends before a worker that was well', async () => {
    const { forks, logger, clock } = await started();
    forks[1]?.end(1);
    await nextTurn();
    await clock.advance(100);
    await clock.advance(STEADY_MS);
    forks[2]?.end(1);
    await nextTurn();
    expect(logger.warn).toHaveBeenLastCalledWith(expect.stringContaining('another starts in 100 ms'));
  });

  const endAgainAndAgain = async (forks: FakeFork[], clock: FakeClock) => {
    for (let ends = 0; ends < MOST_ENDS; ends += 1) {
      forks.at(-1)?.end(1);
      await nextTurn();
      if (ends < MOST_ENDS - 1) await clock.advance(10_000);
    }
  };

  it('says so when workers keep ending, and goes on while another takes requests', async () => {
    const { forks, logger, clock, onGivenUp } = await started();
    await endAgainAndAgain(forks, clock);
    expect(logger.error.mock.calls).toEqual([
      [
        expect.stringMatching(
          /^Worker processes keep ending: 5 in a row.*exit code 1\. Another starts in 1600 ms\.$/,
        ),
      ],
    ]);
    expect(onGivenUp).not.toHaveBeenCalled();
    await clock.advance(1_600);
    expect(forks).toHaveLength(2 + MOST_ENDS);
  });

  it('gives up when none is left', async () => {
    const { forks, logger, clock, onGivenUp } = await started(1);
    await endAgainAndAgain(forks, clock);
    expect(logger.error).toHaveBeenCalledWith(expect.stringContaining('None is left; the service stops.'));
    expect(onGivenUp).toHaveBeenCalledTimes(1);
    await clock.advance(60_000);
    expect(forks).toHaveLength(MOST_ENDS);
  });

  it('lets all workers end at once, and starts no others', async () => {
    const { fleet, forks, clock } = await started();
    const stopping = fleet.stop();
    expect(forks.map(({ told }) => told)).toEqual([[{ type: 'stop' }], [{ type: 'stop' }]]);
    for (const fork of forks) fork.end(0);
    await stopping;
    await clock.advance(60_000);
    expect(forks).toHaveLength(2);
  });

  it('starts no other while it waits to', async () => {
    const { fleet, forks, clock } = await started();
    forks[1]?.end(1);
    await nextTurn();
    const stopping = fleet.stop();
    forks[0]?.end(0);
    await stopping;
    await clock.advance(60_000);
    expect(forks).toHaveLength(2);
  });

  it('ends what does not end in time', async () => {
    const { fleet, forks } = await started();
    jest.useFakeTimers();
    const stopping = fleet.stop();
    forks[0]?.end(0);
    await jest.advanceTimersByTimeAsync(4_999);
    expect(forks[1]?.killedWith).toEqual([]);
    await jest.advanceTimersByTimeAsync(1);
    expect(forks[1]?.killedWith).toEqual(['SIGKILL']);
    await stopping;
  });

  it('answers whoever is asked for the metrics with those of all', async () => {
    const { forks } = await started();
    const counted = { name: 'things_total', help: 'Things', type: 'counter', aggregator: 'sum' };
    for (const fork of forks)
      fork.onTold = (message) => {
        if (message.type !== 'read-metrics') return;
        const snapshot = [{ ...counted, values: [{ value: 2, labels: {} }] }];
        fork.say({ type: 'metrics-read', ask: message.ask, snapshot });
      };
    forks[0]?.say({ type: 'scrape', ask: 7 });
    await nextTurn();
    await nextTurn();
    expect(forks[0]?.told.at(-1)).toMatchObject({
      type: 'metrics',
      ask: 7,
      text: expect.stringContaining('things_total 4'),
    });
  });
});
