import { Module } from '@nestjs/common';
import { ChatModule } from '@app/chat';
import { Admission } from './admission.js';
import { CancelElsewhere } from './cancel-elsewhere.js';
import { RunningAnswers } from './running-answers.js';

@Module({
  imports: [ChatModule],
  providers: [Admission, CancelElsewhere, RunningAnswers],
  exports: [Admission, CancelElsewhere, RunningAnswers],
})
export class LifecycleModule {}
