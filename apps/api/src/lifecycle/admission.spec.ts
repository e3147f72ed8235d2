import { EventEmitter } from 'node:events';
import { ApiKeys } from '@app/access';
import { loadConfig } from '@app/platform';
import { FakeClock } from '@app/platform/testing';
import type { Request, Response } from 'express';
import { keepPlace, priorityOf, shedLoad } from '../wire/shed-load.js';
import { Admission } from './admission.js';
import { EventLoopDelay } from './event-loop-delay.js';
import { RunningAnswers } from './running-answers.js';

describe('overload', () => {
  const clock = new FakeClock();
  let admission: Admission;
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'] });
    admission = new Admission(loadConfig({ MAX_IN_FLIGHT: '20' }), clock);
  });
  afterEach(() => {
    admission.onModuleDestroy();
    jest.useRealTimers();
  });

  it('lets in as many as configured, keeps places for what is critical, and lets others in again', () => {
    const leave = Array.from({ length: 19 }, () => admission.enter('ordinary'));
    expect(() => admission.enter('ordinary')).toThrow(
      expect.objectContaining({ kind: 'service-unavailable', code: 'overloaded', retryAfterSeconds: 1 }),
    );
    admission.enter('critical');
    expect(() => admission.enter('critical')).toThrow('More is being asked');
    expect([admission.inFlight, admission.refused]).toEqual([20, 2]);
    leave[0]?.();
    leave[1]?.();
    admission.enter('ordinary');
    expect(admission.inFlight).toBe(19);
  });

  it('refuses all but what is critical while the event loop is behind, and forgives one long turn', async () => {
    const turns = async (count: number, late: number) => {
      for (let turn = 0; turn < count; turn += 1) {
        await clock.advance(50 + late);
        jest.advanceTimersByTime(50);
      }
    };
    await turns(1, 1_000);
    admission.enter('ordinary')();
    await turns(20, 1_000);
    expect(() => admission.enter('ordinary')).toThrow('More is being asked');
    admission.enter('critical')();
    await turns(20, 0);
    admission.enter('ordinary')();
  });

  const keys = new ApiKeys({
    entries: [
      { key: 'admin', roles: ['admin'] },
      { key: 'finance', roles: ['chat', 'finance'] },
      { key: 'chat', roles: ['chat'] },
    ],
    pepper: null,
    required: true,
  });

  it.each([
    ['/health/ready', undefined, 'critical'],
    ['/metrics', undefined, 'critical'],
    ['/v1/admin/providers', 'admin', 'critical'],
    ['/v1/costs', 'finance', 'critical'],
    ['/v1/budgets/1', 'finance', 'critical'],
    ['/v1/budgets/1', 'chat', 'ordinary'],
    ['/v1/budgets/1', 'stranger', 'ordinary'],
    ['/v1/budgets/1', undefined, 'ordinary'],
    ['/v1/chat', 'admin', 'ordinary'],
    ['/healthy', undefined, 'ordinary'],
  ])('puts %s with the key %p where it belongs: %s', (path, key, priority) => {
    expect(priorityOf({ method: 'GET', path, headers: { 'x-api-key': key } }, keys)).toBe(priority);
  });

  it.each([
    ['HEAD', {}, 'critical'],
    ['GET', { 'content-length': '0' }, 'critical'],
    ['GET', { 'content-length': '5' }, 'ordinary'],
    ['GET', { 'transfer-encoding': 'chunked' }, 'ordinary'],
    ['POST', {}, 'ordinary'],
  ])('must not give the places kept for probes to what is none: %s with %j', (method, headers, priority) => {
    expect(priorityOf({ method, path: '/health', headers }, keys)).toBe(priority);
  });

  it('gives the place of a queued request back when its connection dies', async () => {
    const shed = shedLoad(admission, new RunningAnswers(), keys);
    const socket = new EventEmitter();
    const response = Object.assign(new EventEmitter(), { socket: null }) as unknown as Response;
    shed({ path: '/v1/chat', socket } as unknown as Request, response, jest.fn());
    expect(admission.inFlight).toBe(1);
    socket.emit('close');
    await new Promise((resolve) => setImmediate(resolve));
    expect(admission.inFlight).toBe(0);
  });

  it('must not give an answer’s place away that goes on without its client', () => {
    const shed = shedLoad(admission, new RunningAnswers(), keys);
    const response = new EventEmitter() as unknown as Response;
    shed({ path: '/v1/chat' } as Request, response, jest.fn());
    const leave = keepPlace(response);
    response.emit('close');
    expect(admission.inFlight).toBe(1);
    leave();
    expect(admission.inFlight).toBe(0);
    expect(keepPlace(new EventEmitter() as unknown as Response)).toBeInstanceOf(Function);
  });

  it('sheds before anything is read, and says good-bye to connections when stopping', () => {
    const running = new RunningAnswers();
    const shed = shedLoad(admission, running, keys);
    const closed: (() => void)[] = [];
    const headers: string[] = [];
    const response = {
      once: (_: string, listener: () => void) => closed.push(listener),
      setHeader: (name: string, value: string) => headers.push(`${name}: ${value}`),
    } as unknown as Response;
    const next = jest.fn();
    for (let count = 0; count < 20; count += 1) shed({ path: '/v1/chat' } as Request, response, next);
    expect(next).toHaveBeenLastCalledWith(expect.objectContaining({ code: 'overloaded' }));
    expect(headers).toEqual([]);
    closed[0]?.();
    running.announceStop();
    shed({ path: '/v1/chat' } as Request, response, next);
    expect(next).toHaveBeenLastCalledWith();
    expect(headers).toEqual(['Connection: close']);
  });
});

describe(EventLoopDelay.name, () => {
  it('is about nothing in a loop that turns', () => {
    const delay = new EventLoopDelay(() => 0);
    expect(delay.ms).toBe(0);
    delay.stop();
  });
});
