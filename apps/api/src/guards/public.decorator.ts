import { SetMetadata } from '@nestjs/common';

export const PUBLIC = 'wire:public';

/** Opens a route to callers without a key. There is no other way to open one. */
export const Public = () => SetMetadata(PUBLIC, true);
