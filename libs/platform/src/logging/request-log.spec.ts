import { hashedUser } from './hashed-user.js';
import { chatCompletedLog, noteOnRequest, notesOn } from './request-log.js';

describe(chatCompletedLog.name, () => {
  it.each([
    ['success', 'chat_request_completed'],
    ['incomplete', 'chat_request_incomplete'],
    ['error', 'chat_request_failed'],
    ['cancelled', 'chat_request_cancelled'],
  ] as const)('says %s as %s', (status, event) => {
    expect(chatCompletedLog({ status, model: 'gpt-4o' })).toMatchObject({ event, status, model: 'gpt-4o' });
  });
});

describe(noteOnRequest.name, () => {
  it('collects notes, the later ones first', () => {
    const request = {};
    noteOnRequest(request, { provider: 'openai', model: 'gpt-4o' });
    noteOnRequest(request, { provider: 'anthropic' });
    expect(notesOn(request)).toEqual({ provider: 'anthropic', model: 'gpt-4o' });
    expect(notesOn({})).toEqual({});
    expect(JSON.stringify(request)).toBe('{}');
  });
});

describe(hashedUser.name, () => {
  it('is stable, differs by user and by secret, and does not hold the user', () => {
    const hash = hashedUser('key_1', 'pepper');
    expect(hash).toMatch(/^user-[0-9a-f]{16}$/);
    expect(hashedUser('key_1', 'pepper')).toBe(hash);
    expect(hashedUser('key_2', 'pepper')).not.toBe(hash);
    expect(hashedUser('key_1', null)).not.toBe(hash);
  });
});
