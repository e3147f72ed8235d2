import { Logger } from '@nestjs/common';
import type { ChatService } from '@app/chat';
import { FakeClock, SequentialIds } from '@app/platform/testing';
import { CancelElsewhere } from './cancel-elsewhere.js';
import type { Notice, Notices } from './notices.js';

/** A process that hears what is told, itself included; the real notices are in test/medium. */
function process(cancelled: boolean) {
  const heard = new Map<string, (notice: Notice) => void>();
  const told: [string, Notice][] = [];
  const tell = jest.fn((channel: string, notice: Notice) => {
    told.push([channel, notice]);
    heard.get(channel)?.(notice);
    return Promise.resolve();
  });
  const notices = {
    on: (channel: string, listener: (notice: Notice) => void) => heard.set(channel, listener),
    tell,
  };
  const clock = new FakeClock();
  const cancel = jest.fn(() => cancelled);
  const elsewhere = new CancelElsewhere(
    notices as unknown as Notices,
    { cancel } as unknown as ChatService,
    clock,
    new SequentialIds(),
  );
  return { elsewhere, cancel, clock, tell, told };
}

describe(CancelElsewhere.name, () => {
  it('is true as soon as the process that gives the answer has stopped it', async () => {
    const { elsewhere, cancel, told } = process(true);
    expect(await elsewhere.cancel('owner-1', 'chat-1')).toBe(true);
    expect(cancel.mock.calls).toEqual([['owner-1', 'chat-1']]);
    expect(told.map(([channel]) => channel)).toEqual(['chat_cancel', 'chat_cancelled']);
  });

  it('is false when nobody has said so in time', async () => {
    const { elsewhere, clock, told } = process(false);
    const cancelling = elsewhere.cancel('owner-1', 'chat-1');
    await Promise.resolve();
    await clock.advance(1_500);
    expect(await cancelling).toBe(false);
    expect(told).toHaveLength(1);
  });

  it('must not end the process over an answer that was stopped and cannot be told', async () => {
    const warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
    const { elsewhere, clock, tell } = process(true);
    const original = tell.getMockImplementation()!;
    tell.mockImplementation((channel, notice) =>
      channel === 'chat_cancelled'
        ? Promise.reject(new Error('the database is away'))
        : original(channel, notice),
    );
    const cancelling = elsewhere.cancel('owner-1', 'chat-1');
    await new Promise(setImmediate);
    await clock.advance(1_500);
    await cancelling;
    expect(warned.mock.calls).toEqual([['A cancellation could not be told: Error: the database is away']]);
    warned.mockRestore();
  });
});
