import { Reflector } from '@nestjs/core';
import { httpContext } from '../testing.js';
import { ROLES } from './roles.decorator.js';
import { RolesGuard } from './roles.guard.js';

function ask(wanted: readonly string[] | undefined, roles: readonly string[]): boolean {
  const context = httpContext({ caller: { roles } });
  if (wanted) Reflect.defineMetadata(ROLES, wanted, context.getHandler());
  else Reflect.deleteMetadata(ROLES, context.getHandler());
  return new RolesGuard(new Reflector()).canActivate(context);
}

describe(RolesGuard.name, () => {
  it('lets everyone in where no role is wanted', () => {
    expect(ask(undefined, [])).toBe(true);
  });

  it('lets in who has one of the roles', () => {
    expect(ask(['finance', 'admin'], ['chat', 'admin'])).toBe(true);
  });

  it('must not let in who has none of them, and names them', () => {
    expect(() => ask(['finance', 'admin'], ['chat'])).toThrow(
      expect.objectContaining({ kind: 'forbidden', detail: expect.stringContaining('finance or admin') }),
    );
  });
});
