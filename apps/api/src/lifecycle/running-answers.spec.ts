import { setTimeout as sleep } from 'node:timers/promises';
import { RunningAnswers } from './running-answers.js';

const untilAborted = (controller: AbortController) =>
  new Promise<unknown>((resolve) => {
    controller.signal.addEventListener('abort', () => resolve(controller.signal.reason));
  });

describe(RunningAnswers.name, () => {
  it('counts what runs', async () => {
    const running = new RunningAnswers();
    const answer = running.run(() => sleep(10));
    expect(running.count).toBe(1);
    await answer;
    expect(running.count).toBe(0);
  });

  it('forgets an answer that throws', async () => {
    const running = new RunningAnswers();
    await expect(running.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(running.count).toBe(0);
  });

  it('takes nothing new once it drains', async () => {
    const running = new RunningAnswers();
    await running.drain(0);
    expect(running.draining).toBe(true);
    await expect(running.run(() => Promise.resolve(1))).rejects.toMatchObject({
      kind: 'service-unavailable',
      retryAfterSeconds: 1,
    });
  });

  it('lets running answers end', async () => {
    const running = new RunningAnswers();
    const answer = running.run(async (controller) => {
      await sleep(20);
      return controller.signal.aborted;
    });
    await running.drain(5_000);
    expect(await answer).toBe(false);
  });

  it('calls off what has not ended in time, and waits for its last event', async () => {
    const running = new RunningAnswers();
    let saidLastWords = false;
    const answer = running.run(async (controller) => {
      const reason = await untilAborted(controller);
      await sleep(10);
      saidLastWords = true;
      return reason;
    });
    await running.drain(10);
    expect(saidLastWords).toBe(true);
    expect(await answer).toMatchObject({ code: 'shutting-down' });
  });
});
