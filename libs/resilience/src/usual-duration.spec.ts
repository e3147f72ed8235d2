import { UsualDuration } from './usual-duration.js';

describe(UsualDuration.name, () => {
  it('knows nothing at first, then follows what it hears by an eighth', () => {
    const usual = new UsualDuration();
    expect(usual.ms).toBe(0);
    usual.record(800);
    expect(usual.ms).toBe(800);
    usual.record(1_600);
    expect(usual.ms).toBe(900);
  });
});
