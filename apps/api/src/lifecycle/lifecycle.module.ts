import { Module } from '@nestjs/common';
import { RunningAnswers } from './running-answers.js';

@Module({ providers: [RunningAnswers], exports: [RunningAnswers] })
export class LifecycleModule {}
