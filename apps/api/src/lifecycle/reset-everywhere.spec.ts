import { Logger } from '@nestjs/common';
import { SequentialIds } from '@app/platform/testing';
import type { Circuits } from '@app/providers';
import type { Notice, Notices } from './notices.js';
import { ResetEverywhere } from './reset-everywhere.js';

/** What is told is heard by all at once, the teller included. */
class FakeNotices {
  private readonly listeners: ((notice: Notice) => void)[] = [];
  failure: Error | null = null;

  on(_channel: string, listener: (notice: Notice) => void): void {
    this.listeners.push(listener);
  }

  tell(_channel: string, notice: Notice): Promise<void> {
    if (this.failure) return Promise.reject(this.failure);
    for (const listener of this.listeners) listener(notice);
    return Promise.resolve();
  }
}

function setUp() {
  const notices = new FakeNotices();
  const ids = new SequentialIds();
  const processOf = () => {
    const reset = jest.fn(() => 2);
    const circuits = { reset } as unknown as Circuits;
    return { reset, everywhere: new ResetEverywhere(circuits, notices as unknown as Notices, ids) };
  };
  return { notices, here: processOf(), there: processOf() };
}

describe(ResetEverywhere.name, () => {
  it.each([[['openai', 'gpt-4o']], [['openai', undefined]]] as const)(
    'closes the breakers of every process once: %j',
    async ([provider, model]) => {
      const { here, there } = setUp();
      expect(await here.everywhere.reset(provider, model)).toEqual({ reset: 2, told: true });
      expect(here.reset.mock.calls).toEqual([[provider, model]]);
      expect(there.reset.mock.calls).toEqual([[provider, model]]);
    },
  );

  it('closes its own while the database is away, and says that the others do not know', async () => {
    const { notices, here, there } = setUp();
    jest.spyOn(Logger.prototype, 'warn').mockImplementationOnce(() => undefined);
    notices.failure = new Error('away');
    expect(await here.everywhere.reset('openai')).toEqual({ reset: 2, told: false });
    expect(there.reset).not.toHaveBeenCalled();
  });
});
