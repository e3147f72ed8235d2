import * as answers from './schemas/answers.js';
import * as conversations from './schemas/conversations.js';
import * as events from './schemas/events.js';
import * as models from './schemas/models.js';
import * as money from './schemas/money.js';
import * as problems from './schemas/problems.js';
import * as receipts from './schemas/receipts.js';
import type { Schema } from './schemas/schema.js';

/** The bodies that are sent. They are interfaces in the code, which leave no trace. */
export const SCHEMAS: Readonly<Record<string, Schema>> = {
  ...receipts,
  ...money,
  ...answers,
  ...events,
  ...conversations,
  ...problems,
  ...models,
};
