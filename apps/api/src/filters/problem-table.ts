import type { ErrorKind } from '@app/platform';

export interface ProblemKind {
  readonly status: number;
  readonly title: string;
  /** What it means, for the page behind `type`. */
  readonly explanation: string;
  /** What the client can do about it. */
  readonly remedy: string;
}

/** The one table from what went wrong to how the wire says it. */
export const PROBLEMS: Readonly<Record<ErrorKind, ProblemKind>> = {
  'validation-failed': {
    status: 400,
    title: 'Validation Failed',
    explanation: 'The request is not of the form this route takes.',
    remedy: 'Mend what `errors` lists, field by field, and send it again.',
  },
  unauthenticated: {
    status: 401,
    title: 'Unauthenticated',
    explanation: 'The request carries no API key, or one that is not valid.',
    remedy: 'Send a valid key in the header X-API-Key, or as Authorization: Bearer <key>.',
  },
  'payment-required': {
    status: 402,
    title: 'Payment Required',
    explanation: 'The account behind the model provider cannot pay for this call.',
    remedy: 'Ask the operator to look after the provider account, or choose another provider.',
  },
  'budget-exceeded': {
    status: 402,
    title: 'Budget Exceeded',
    explanation: 'The request could cost more than what is left of a budget. Nothing was sent to a model.',
    remedy: 'Wait for the next budget window, ask for fewer tokens, or ask finance for a higher limit.',
  },
  forbidden: {
    status: 403,
    title: 'Forbidden',
    explanation: 'The key is valid but may not do this.',
    remedy: 'Use a key with the role that the detail names.',
  },
  'not-found': {
    status: 404,
    title: 'Not Found',
    explanation: 'There is no such thing, or it belongs to somebody else.',
    remedy: 'Check the address and the id; /docs lists every route.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'Method Not Allowed',
    explanation: 'The address exists, but not with this method.',
    remedy: 'Use one of the methods in the header Allow.',
  },
  'not-acceptable': {
    status: 406,
    title: 'Not Acceptable',
    explanation: 'The header Accept asks for a form that this route does not have.',
    remedy: 'Accept application/json, or text/event-stream for a streamed answer.',
  },
  conflict: {
    status: 409,
    title: 'Conflict',
    explanation: 'It contradicts something that is already there.',
    remedy: 'Look at what `errors` names, and change that instead.',
  },
  gone: {
    status: 410,
    title: 'Gone',
    explanation: 'It was there and has been erased for good.',
    remedy: 'Ask anew; with an Idempotency-Key, with a new one.',
  },
  'idempotency-conflict': {
    status: 409,
    title: 'Idempotency Conflict',
    explanation: 'Another request with the same Idempotency-Key is running, or has taken the key over.',
    remedy: 'Wait for it to finish and send this one again: it gets the answer that is kept.',
  },
  'payload-too-large': {
    status: 413,
    title: 'Payload Too Large',
    explanation: 'The body is larger than this service reads.',
    remedy: 'Send a smaller body; the detail names the limit.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'Unsupported Media Type',
    explanation: 'The body is not JSON in UTF-8.',
    remedy: 'Send the header Content-Type: application/json and a body in UTF-8.',
  },
  unprocessable: {
    status: 422,
    title: 'Unprocessable',
    explanation: 'The request is well-formed but cannot be carried out as it stands.',
    remedy: 'The detail names what stands in the way.',
  },
  'rate-limit-exceeded': {
    status: 429,
    title: 'Rate Limit Exceeded',
    explanation: 'More was asked in a short time than is allowed.',
    remedy: 'Wait the seconds that Retry-After names, then send it again.',
  },
  'client-closed': {
    status: 499,
    title: 'Client Closed Request',
    explanation: 'The client went away before the answer. Seen in logs only.',
    remedy: 'Nothing to do.',
  },
  internal: {
    status: 500,
    title: 'Internal Error',
    explanation: 'Something went wrong here that should not have. It is logged under the request_id.',
    remedy: 'Send it again later; if it stays, report the request_id to the operator.',
  },
  'provider-failed': {
    status: 502,
    title: 'Provider Failed',
    explanation: 'The model provider did not give a usable answer.',
    remedy: 'Send it again later, or choose another model or provider.',
  },
  'service-unavailable': {
    status: 503,
    title: 'Service Unavailable',
    explanation: 'The service cannot take this request now.',
    remedy: 'Send it again after the seconds that Retry-After names.',
  },
  'deadline-exceeded': {
    status: 504,
    title: 'Deadline Exceeded',
    explanation: 'The answer did not come within the time that was given for it.',
    remedy: 'Give more time with X-Request-Timeout, or ask for less.',
  },
};

export function isErrorKind(slug: string): slug is ErrorKind {
  return Object.hasOwn(PROBLEMS, slug);
}
