export { FakeChatModel, HANG, type FakeAnswer, type FakeScript } from './fake-chat-model.js';
