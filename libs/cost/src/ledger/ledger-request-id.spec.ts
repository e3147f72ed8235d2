import { ledgerRequestId } from './ledger-request-id.js';

describe(ledgerRequestId.name, () => {
  it('must not book two requests of one name under one id', () => {
    expect(ledgerRequestId('mine', 'a1')).toBe('mine~a1');
    expect(ledgerRequestId('mine', 'b2')).not.toBe(ledgerRequestId('mine', 'a1'));
  });
});
