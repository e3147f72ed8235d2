import { toFinish } from './to-finish.js';

describe(toFinish.name, () => {
  it.each([
    ['stop', 'stop'],
    ['length', 'length'],
    ['content_filter', 'refusal'],
    ['tool_calls', 'tool'],
    ['function_call', 'tool'],
    ['eos', 'other'],
  ])('maps %s to %s', (raw, reason) => {
    expect(toFinish(raw, false)).toEqual({ type: 'finish', reason, rawReason: raw });
  });

  it('takes a declining message as a refusal although it ends with stop', () => {
    expect(toFinish('stop', true).reason).toBe('refusal');
    expect(toFinish('length', true).reason).toBe('length');
  });
});
