import { isResumable, lastEventId, whenLeft } from './resuming.js';

describe(isResumable.name, () => {
  it.each([
    [{}, 'resumable', true],
    [{}, 'respond-async, Resumable; q=1', true],
    [{ resumable: true }, undefined, true],
    [{ resumable: null }, 'not-resumable', false],
    [{ resumable: false }, ['resumable'], false],
    [{}, undefined, false],
  ])('hears of %j with Prefer: %s: %s', (body, prefer, resumable) => {
    expect(isResumable(body, prefer)).toBe(resumable);
  });
});

describe(whenLeft.name, () => {
  it('stops the answer with its client, unless the client may come back', () => {
    const answer = new AbortController();
    expect(whenLeft(false, answer)).toEqual({ leaving: answer });
    const { leaving, resumable } = whenLeft(true, answer);
    leaving.abort();
    expect(resumable?.left.aborted).toBe(true);
    expect(answer.signal.aborted).toBe(false);
  });
});

describe(lastEventId.name, () => {
  it.each([
    [undefined, 0],
    ['', 0],
    ['17', 17],
  ])('reads %p as %i', (header, seq) => {
    expect(lastEventId(header)).toBe(seq);
  });

  it.each(['-1', '1.5', 'x', '9'.repeat(10)])('refuses %p', (header) => {
    expect(() => lastEventId(header)).toThrow(expect.objectContaining({ kind: 'validation-failed' }));
  });
});
