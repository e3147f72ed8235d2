import { leftUndone } from './left-undone.js';

describe(leftUndone.name, () => {
  it('counts what is left at the end of the time, and not at its beginning', () => {
    const [answers, postings] = [{ count: 9 }, { waiting: 9 }];
    const left = leftUndone(answers, postings);
    answers.count = 1;
    postings.waiting = 4;
    expect(left()).toBe(
      'The time to stop is over; 1 answers and 4 postings are left, which the ledger will post in full, as unknown.',
    );
  });
});
