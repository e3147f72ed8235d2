import { Global, Module } from '@nestjs/common';
import { Clock, Ids, RandomIds, SystemClock } from '@app/platform';

/** The machine's own time and randomness, for everybody. */
@Global()
@Module({
  providers: [
    { provide: Clock, useClass: SystemClock },
    { provide: Ids, useClass: RandomIds },
  ],
  exports: [Clock, Ids],
})
export class SystemModule {}
