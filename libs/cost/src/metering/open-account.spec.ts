import { Logger } from '@nestjs/common';
import { Money } from '../money.js';
import { openAccount } from './open-account.js';
import type { PostedAttempt } from '../ledger/posted-attempt.js';

const payer = { organisation: 'acme', team: null, keyId: 'k', costCenter: null };
const attempt = { cost: Money.fromDecimal('0.5') } as PostedAttempt;

describe(openAccount.name, () => {
  afterEach(() => jest.restoreAllMocks());

  it('is quiet when no attempt is under way', () => {
    const account = openAccount('req-1', payer);
    const heard: string[] = [];
    account.whenQuiet(() => heard.push('at once'));
    account.began();
    account.began();
    account.whenQuiet(() => heard.push('later'));
    account.ended();
    expect(heard).toEqual(['at once']);
    account.ended();
    expect(heard).toEqual(['at once', 'later']);
  });

  it('must not lose a posting to a listener that fails', () => {
    const complained = jest.spyOn(Logger.prototype, 'error').mockImplementation();
    const fail = () => {
      throw new Error('metrics');
    };
    const account = openAccount('req-1', payer, { onPost: fail });
    account.began();
    account.whenQuiet(fail);
    account.post(attempt);
    account.ended();
    expect(account.total).toEqual(attempt.cost);
    expect(complained).toHaveBeenCalledTimes(2);
  });
});
