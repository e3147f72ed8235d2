import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AppError, type Role } from '@app/platform';
import { callerOf } from './caller.js';
import { ROLES } from './roles.decorator.js';

/** Keeps `@Roles(…)`: asked after the key has said who calls. */
@Injectable()
export class RolesGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const wanted = this.reflector.getAllAndOverride<readonly Role[] | undefined>(ROLES, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (!wanted || callerOf(context).roles.some((role) => wanted.includes(role))) return true;
    const detail = `This needs a key with the role ${wanted.join(' or ')}.`;
    throw new AppError('forbidden', 'missing-role', detail);
  }
}
