import { progressOfBreak, progressOfStatus } from './call-progress.js';

const broken = (fields: object) =>
  Object.assign(new Error('message' in fields ? String(fields.message) : ''), fields);

describe(progressOfBreak.name, () => {
  it.each([
    [{ code: 'ECONNREFUSED', syscall: 'connect' }],
    [{ code: 'ETIMEDOUT', syscall: 'connect' }],
    [{ code: 'ECONNRESET', syscall: 'connect' }],
    [{ code: 'EADDRNOTAVAIL' }],
    [{ code: 'ENETDOWN' }],
    [{ code: 'EACCES' }],
    [{ code: 'UND_ERR_CONNECT_TIMEOUT' }],
    [{ code: 'CERT_HAS_EXPIRED' }],
    [
      {
        code: 'ECONNRESET',
        message: 'Client network socket disconnected before secure TLS connection was established',
      },
    ],
    [{ code: 'ETIMEDOUT', errors: [{ code: 'ETIMEDOUT', syscall: 'connect' }, { code: 'ENETUNREACH' }] }],
  ])('is sure that %j never left', (fields) => {
    expect(progressOfBreak(broken(fields))).toBe('not-sent');
  });

  it.each([
    [{ code: 'ECONNRESET', syscall: 'read' }],
    [{ code: 'EPIPE', syscall: 'write' }],
    [{ code: 'UND_ERR_SOCKET' }],
    [{ code: 'UND_ERR_HEADERS_TIMEOUT' }],
    [{}],
    [{ errors: [{ code: 'ECONNREFUSED' }, { code: 'ECONNRESET' }] }],
  ])('must not take %j for free', (fields) => {
    expect(progressOfBreak(broken(fields))).toBe('unanswered');
  });

  it('knows nothing of what is no error', () => {
    expect([undefined, null, 'broken'].map(progressOfBreak)).toEqual(Array(3).fill('unanswered'));
  });
});

describe(progressOfStatus.name, () => {
  it.each([
    ['refused', [302, 400, 401, 404, 408, 429, 499, 529]],
    ['failed', [500, 501, 502, 503, 504]],
    ['unanswered', [505, 507, 520, 522, 524, 530, 598]],
  ])('takes as %s: %j', (progress, statuses) => {
    expect(statuses.map(progressOfStatus)).toEqual(statuses.map(() => progress));
  });
});
