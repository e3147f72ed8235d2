import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { AppError } from '@app/platform';
import type { Caller } from '@app/access';

type HasCaller = { caller?: Caller };

/** What the guard writes the caller on: the request, or the socket's own data. */
export function bearerOf(context: ExecutionContext): HasCaller {
  if (context.getType() === 'http') return context.switchToHttp().getRequest<HasCaller>();
  return context.switchToWs().getClient<{ data: HasCaller }>().data;
}

export function callerOf(context: ExecutionContext): Caller {
  const { caller } = bearerOf(context);
  if (!caller)
    throw new AppError('internal', 'no-caller', 'The request reached a handler without passing the guard.');
  return caller;
}

/** Who asks, in a handler's arguments. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext) =>
  callerOf(context),
);
