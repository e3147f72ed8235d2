export { SequentialIds } from './ids/sequential-ids.js';
export { FakeClock } from './time/fake-clock.js';
