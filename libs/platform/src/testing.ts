export { SequentialIds } from './ids/sequential-ids.js';
export { FakeClock } from './time/fake-clock.js';
export { testDatabase, type TestDatabase } from './database/test-database.js';
export { waitUntil } from './time/wait-until.js';
