import type { Priority } from '@app/resilience';
import type { NextFunction, Request, Response } from 'express';
import type { Admission } from '../lifecycle/admission.js';
import type { RunningAnswers } from '../lifecycle/running-answers.js';

/** Who looks after the service, and who pays for it, come before those who use it. */
const CRITICAL = /^\/(?:health|metrics|v1\/(?:admin|costs|budgets))(?:\/|$)/;

export function priorityOf(path: string): Priority {
  return CRITICAL.test(path) ? 'critical' : 'ordinary';
}

/**
 * Refuses what is too much before anything is read of it. A process that is about to stop asks its clients to
 * connect elsewhere the next time.
 */
export function shedLoad(admission: Admission, running: RunningAnswers) {
  return (request: Request, response: Response, next: NextFunction): void => {
    if (running.leaving) response.setHeader('Connection', 'close');
    try {
      response.once('close', admission.enter(priorityOf(request.path)));
    } catch (refusal) {
      next(refusal);
      return;
    }
    next();
  };
}
