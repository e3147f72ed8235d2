// What may happen to answers, case by case: providers, connections, clients, processes and the database go, one
// at a time. A case returns its figures and says what must hold of them; under its `twin` the same words must fail.
import { booksOf } from './audit.mjs';
import { cases as client } from './resilience/client-cases.mjs';
import { cases as process } from './resilience/process-cases.mjs';
import { cases as provider } from './resilience/provider-cases.mjs';
import { cases as unread } from './resilience/unread-cases.mjs';

export const preload = new URL('./resilience-twins.mjs', import.meta.url).href;
export const cases = [...provider, ...client, ...unread, ...process];

/** Whatever happened: nothing is on hold once it is quiet, and the ledger's invariants hold. */
export const afterwards = booksOf;
