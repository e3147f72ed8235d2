import { FakeClock } from '../../time/fake-clock.js';
import { PortTaken, StillEnding, type Postmaster } from './postmaster.js';
import { startOnSomePort } from './start-on-some-port.js';

const USUAL = 5433;
const taken = new PortTaken('database-port-taken', 'Taken.');
const stillEnding = new StillEnding('database-left-behind', 'Still ending.');
const postmaster: Postmaster = { pid: 1, ended: Promise.resolve(), stop: () => Promise.resolve() };

/** Fails as often as it has errors, then starts. */
class StubbornServer {
  readonly ports: number[] = [];

  constructor(private readonly errors: readonly Error[]) {}

  readonly start = (port: number): Promise<Postmaster> => {
    const error = this.errors[this.ports.length];
    this.ports.push(port);
    return error ? Promise.reject(error) : Promise.resolve(postmaster);
  };
}

function search(errors: readonly Error[], wanted?: number) {
  const clock = new FakeClock();
  const server = new StubbornServer(errors);
  const started = startOnSomePort({
    start: server.start,
    usual: () => Promise.resolve(USUAL),
    wanted,
    clock,
  });
  return { clock, server, started };
}

describe(startOnSomePort.name, () => {
  it('begins with the usual port', async () => {
    expect(await search([]).started).toEqual({ port: USUAL, postmaster });
  });

  it('takes another one where somebody was quicker', async () => {
    const { server, started } = search([taken]);
    const { port } = await started;

    expect(server.ports).toEqual([USUAL, port]);
    expect(port).not.toBe(USUAL);
  });

  it('must not go to another port than the one that is wanted', async () => {
    const { server, started } = search([taken], 5_999);

    await expect(started).rejects.toBe(taken);
    expect(server.ports).toEqual([5_999]);
  });

  it('waits on its port for a killed predecessor', async () => {
    const { clock, server, started } = search([stillEnding, stillEnding]);
    await clock.advance(0);
    await clock.advance(200);

    expect(await started).toMatchObject({ port: USUAL });
    expect(server.ports).toEqual([USUAL, USUAL, USUAL]);
  });

  it('must not wait for ever', async () => {
    const { clock, server, started } = search(Array.from({ length: 99 }, () => stillEnding));
    const failure = started.catch((error: unknown) => error);
    await clock.advance(0);
    await clock.advance(10_000);

    expect(await failure).toBe(stillEnding);
    expect(server.ports).toHaveLength(50);
  });

  it('throws at once what another attempt does not mend', async () => {
    const { server, started } = search([new Error('no space left')]);

    await expect(started).rejects.toThrow('no space left');
    expect(server.ports).toHaveLength(1);
  });
});
