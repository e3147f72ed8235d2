import { Briefly } from './serialize-error.js';

/** The seed document's log line of a request, without what every line has (timestamp, level, service, …). */
export interface RequestLog {
  readonly event: string;
  readonly message: string;
  readonly status: RequestStatus;
  /** Hashed, see `hashedUser`. */
  readonly user_id?: string;
  /** Milliseconds. */
  readonly duration_ms?: number;
  readonly provider?: string;
  readonly model?: string;
  readonly tokens?: { readonly prompt: number; readonly completion: number; readonly total: number };
  /** USD, for display; the ledger has the exact amount. */
  readonly cost_usd?: number;
  readonly search_enabled?: boolean;
  /** How many sources were found. */
  readonly search_results?: number;
  readonly citations_found?: number;
  readonly metadata?: RequestMetadata;
}

export type RequestStatus = 'success' | 'incomplete' | 'error' | 'cancelled';

export interface RequestMetadata {
  /** The path without its query. */
  readonly endpoint: string;
  readonly method?: string;
  readonly status_code?: number;
  readonly user_agent?: string;
  readonly ip_address: 'redacted';
}

export type ChatLogFields = Omit<RequestLog, 'event' | 'message' | 'metadata'>;

const CHAT_ENDINGS: Readonly<Record<RequestStatus, { readonly event: string; readonly message: string }>> = {
  success: { event: 'chat_request_completed', message: 'Chat request processed successfully' },
  incomplete: {
    event: 'chat_request_incomplete',
    message: 'Chat request ended before its answer was complete',
  },
  error: { event: 'chat_request_failed', message: 'Chat request failed' },
  cancelled: { event: 'chat_request_cancelled', message: 'Chat request was cancelled' },
};

/** What the log says of a chat request, whatever way its answer went out. */
export function chatCompletedLog(
  fields: ChatLogFields,
): ChatLogFields & Pick<RequestLog, 'event' | 'message'> {
  return { ...CHAT_ENDINGS[fields.status], ...fields };
}

/** What failed behind a request's one line, and how loudly that is said; below `error` without where. */
export interface RequestFailure {
  readonly error: Error;
  readonly level: 'error' | 'warn' | 'info';
}

// On the request itself, because it lives exactly as long and no map has to be cleaned up.
const NOTES = Symbol('request log');
const FAILURE = Symbol('request failure');

interface Noted {
  [NOTES]?: Partial<RequestLog>;
  [FAILURE]?: RequestFailure;
}

/** Adds to the one line that is logged when the request ends; later notes go before earlier ones. */
export function noteOnRequest(request: object, fields: Partial<RequestLog>): void {
  const noted = request as Noted;
  noted[NOTES] = { ...noted[NOTES], ...fields };
}

export function notesOn(request: object): Partial<RequestLog> {
  return (request as Noted)[NOTES] ?? {};
}

/** Whatever its status says: a stream that fails has sent 200 long before. */
export function noteFailure(request: object, failure: RequestFailure): void {
  (request as Noted)[FAILURE] = failure;
}

export function failureOn(request: object): RequestFailure | undefined {
  return (request as Noted)[FAILURE];
}

/** The failure as a line has it. */
export function failureField({ error, level }: RequestFailure): Error | Briefly {
  return level === 'error' ? error : new Briefly(error);
}
