import { NO_USAGE } from '@app/providers';
import { describeLedger, posting, reservation } from './ledger.contract.js';
import { MemoryLedger } from './memory-ledger.js';

describeLedger(MemoryLedger.name, async (budgets) => {
  const ledger = new MemoryLedger(budgets.map((budget, index) => ({ ...budget, id: String(index) })));
  return { ledger, totals: async () => ({ spent: ledger.spent(), reserved: ledger.reserved() }) };
});

describe(MemoryLedger.name, () => {
  it('refuses every call while it is down', async () => {
    const ledger = new MemoryLedger();
    ledger.down = true;
    await expect(ledger.reserve(reservation())).rejects.toMatchObject({ kind: 'service-unavailable' });
  });

  it('rejects postings of attempts it never saw', async () => {
    const ledger = new MemoryLedger();
    const late = { usage: NO_USAGE, rawUsage: null, lines: [], postedAt: 0 };
    await expect(ledger.settle({ reservation: reservation() }, posting())).rejects.toThrow(
      'was never reserved',
    );
    await expect(ledger.correct('nobody', late)).rejects.toThrow('is not posted');
  });
});
