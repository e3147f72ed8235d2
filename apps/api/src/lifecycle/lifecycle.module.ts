import { Module } from '@nestjs/common';
import { ChatModule } from '@app/chat';
import { ProvidersModule } from '@app/providers';
import { Admission } from './admission.js';
import { CancelElsewhere } from './cancel-elsewhere.js';
import { Notices } from './notices.js';
import { ResetEverywhere } from './reset-everywhere.js';
import { RunningAnswers } from './running-answers.js';

@Module({
  imports: [ChatModule, ProvidersModule],
  providers: [Admission, CancelElsewhere, Notices, ResetEverywhere, RunningAnswers],
  exports: [Admission, CancelElsewhere, ResetEverywhere, RunningAnswers],
})
export class LifecycleModule {}
