export { budget, describeLedger, posting, reservation, unknownOf } from './ledger.contract.js';
export { MemoryLedger } from './memory-ledger.js';
