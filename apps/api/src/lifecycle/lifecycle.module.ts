import { Module } from '@nestjs/common';
import { Admission } from './admission.js';
import { RunningAnswers } from './running-answers.js';

@Module({ providers: [Admission, RunningAnswers], exports: [Admission, RunningAnswers] })
export class LifecycleModule {}
