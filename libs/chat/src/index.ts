export { Answers } from './answers.js';
export {
  type ChatEvent,
  type ChatEventType,
  type EffectiveOptions,
  isTerminal,
  type ResponseCreatedData,
  type TerminalEvent,
} from './chat-event.js';
export type {
  AttemptReport,
  ChatFailure,
  ChatResponse,
  CheckedVerification,
  Citation,
  CostLine,
  ResponseMetadata,
  ResponseUsage,
  Source,
  TextSpan,
  Warning,
  WarningCode,
} from './chat-response.js';
export { errorBehind, failureOf } from './answering/outcome.js';
export { ChatModule } from './chat.module.js';
export { ChatService } from './chat-service.js';
export { type CitationOutput } from './citations/citation-parser.js';
export { MOST_CITATIONS } from './citations/cited-text.js';
export type { CitableSource } from './citations/known-sources.js';
export { REJECTION_REASONS } from './citations/rejection-reason.js';
export {
  type ConversationDetail,
  type ConversationMessage,
  type ConversationPage,
  Conversations,
  type ConversationSummary,
  type PageRequest,
} from './conversations/conversations.js';
export { chatMigrations } from './migrations/index.js';
export { type ModelRates, ModelsInUse, type UsableModel } from './models-in-use.js';
export type { AskContext, Question, QuestionOptions } from './question.js';
export type { SearchResponse } from './search-response.js';
export { type SearchContext, type SearchQuestion, SearchService } from './search-service.js';
