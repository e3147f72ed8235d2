import { refusedField } from './refused-field.js';

describe(refusedField.name, () => {
  it.each([
    [400, 'temperature', 'options.temperature'],
    [422, 'max_completion_tokens', 'options.max_tokens'],
    [400, 'max_tokens: 64000 > 8192, which is the maximum', 'options.max_tokens'],
    [400, '`temperature` is deprecated', 'options.temperature'],
    [400, 'messages.[1].content', 'message'],
    [400, 'messages.0.content.0.text: must not be empty', 'message'],
    [400, 'model', 'options.model'],
  ])('takes a %i about %j as one about %s', (status, word, field) => {
    expect(refusedField(status, word)).toBe(field);
  });

  it.each([
    [400, 'stream_options'],
    [400, 'temperatures'],
    [400, 'Your organization has been disabled.'],
    [400, null],
    [400, undefined],
    [403, 'model'],
    [500, 'temperature'],
    [undefined, 'temperature'],
  ])('must not put on the client what is not theirs: a %p about %j', (status, word) => {
    expect(refusedField(status, word)).toBeNull();
  });
});
