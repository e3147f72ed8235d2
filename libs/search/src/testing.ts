export { FakeSearchEngine, NO_ANSWER, type FakeHit, type FakeOutcome } from './fake-search-engine.js';
