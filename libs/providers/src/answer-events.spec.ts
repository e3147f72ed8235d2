import { AnswerEvents, usageReport } from './answer-events.js';
import { NO_USAGE } from './usage.js';

const told = usageReport({ ...NO_USAGE, output: 9 }, { told: 9 }, false);
const nonsense = usageReport(null, { told: '9' }, true);

describe(AnswerEvents.name, () => {
  it('must not let a usage that makes no sense take the place of one that does', () => {
    const events = new AnswerEvents();
    for (const event of [nonsense, nonsense, told, nonsense]) events.add(event);
    expect(events.take()).toEqual([told, nonsense]);
  });
});
