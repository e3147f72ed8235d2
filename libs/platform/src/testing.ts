export { FakeClock } from './time/fake-clock.js';
