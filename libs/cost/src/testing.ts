export { describeLedger } from './ledger.contract.js';
export { MemoryLedger } from './memory-ledger.js';
