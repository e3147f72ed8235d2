export { budget, describeLedger, posting, reservation, unknownOf } from './ledger/ledger.contract.js';
export { MemoryLedger } from './ledger/memory-ledger.js';
