import { transportError } from './search-failure.js';

describe(transportError.name, () => {
  it.each([
    [{ code: 'ETIMEDOUT', syscall: 'connect' }, 'not-sent', 'search-unreachable'],
    [{ code: 'EADDRNOTAVAIL' }, 'not-sent', 'search-unreachable'],
    [{ code: 'ECONNRESET', syscall: 'read' }, 'unanswered', 'search-unanswered'],
  ])('takes %j as %s, as a model call is taken', (fields, progress, code) => {
    const error = transportError('brave', Object.assign(new Error('x'), fields), false);
    expect(error).toMatchObject({ progress, code });
  });
});
