import { SetMetadata } from '@nestjs/common';
import type { Role } from '@app/platform';

export const ROLES = 'wire:roles';

/** Only callers with one of these roles; without it every valid key may. */
export const Roles = (...roles: readonly [Role, ...Role[]]) => SetMetadata(ROLES, roles);
