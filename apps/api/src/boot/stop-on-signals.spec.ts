import { stopOnSignals } from './stop-on-signals.js';

function setUp(stop: () => Promise<void>) {
  const handlers: Record<string, () => void> = {};
  jest.spyOn(process, 'on').mockImplementation((signal, handler) => {
    handlers[String(signal)] = handler as () => void;
    return process;
  });
  const exit = jest.spyOn(process, 'exit').mockImplementation((() => undefined) as () => never);
  const onStopping = jest.fn();
  stopOnSignals(stop, onStopping);
  return { handlers, exit, onStopping };
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

describe(stopOnSignals.name, () => {
  afterEach(() => jest.restoreAllMocks());

  it.each(['SIGTERM', 'SIGINT'])('stops on %s and exits with 0', async (signal) => {
    const stop = jest.fn(() => Promise.resolve());
    const { handlers, exit, onStopping } = setUp(stop);
    handlers[signal]?.();
    await nextTurn();
    expect(stop).toHaveBeenCalledTimes(1);
    expect(onStopping).toHaveBeenCalledTimes(1);
    expect(exit.mock.calls).toEqual([[0]]);
  });

  it('exits at once on the second signal', () => {
    const { handlers, exit } = setUp(() => new Promise(() => undefined));
    handlers.SIGINT?.();
    expect(exit).not.toHaveBeenCalled();
    handlers.SIGINT?.();
    expect(exit).toHaveBeenCalledWith(130);
  });

  it('says what went wrong when it does not stop cleanly', async () => {
    const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const { handlers, exit } = setUp(() => Promise.reject(new Error('stuck')));
    handlers.SIGTERM?.();
    await nextTurn();
    expect(write).toHaveBeenCalledWith('The service did not stop cleanly: Error: stuck\n');
    expect(exit.mock.calls).toEqual([[1]]);
  });
});
