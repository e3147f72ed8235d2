import { Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorFunction } from '@nestjs/terminus';
import { AppConfig } from '@app/platform';
import { Circuits } from '@app/providers';
import { DataSource } from 'typeorm';
import { RunningAnswers } from '../lifecycle/running-answers.js';

/** A database that takes longer is not one to send requests to. Milliseconds. */
const PING_TIMEOUT_MS = 2_000;

/** What is looked at, and for which question. Providers are judged by traffic, never by paid probes. */
@Injectable()
export class HealthIndicators {
  constructor(
    private readonly service: HealthIndicatorService,
    private readonly database: DataSource,
    private readonly running: RunningAnswers,
    private readonly circuits: Circuits,
    private readonly config: AppConfig,
  ) {}

  startup(): HealthIndicatorFunction[] {
    return [() => this.databaseAnswers(), () => this.migrationsDone()];
  }

  readiness(): HealthIndicatorFunction[] {
    return [...this.startup(), () => this.notStopping()];
  }

  details(): HealthIndicatorFunction[] {
    return [...this.readiness(), () => this.providers(), () => this.search()];
  }

  private async databaseAnswers() {
    const session = this.service.check('database');
    const timedOut = new Promise<never>((_, reject) => {
      setTimeout(() => reject(new Error('timeout')), PING_TIMEOUT_MS).unref();
    });
    try {
      await Promise.race([this.database.query('SELECT 1'), timedOut]);
      return session.up();
    } catch {
      return session.down({ reason: 'The database does not answer.' });
    }
  }

  /** They run before anything is given the database, so its being there says that they have. */
  private migrationsDone() {
    const session = this.service.check('migrations');
    return this.database.isInitialized ? session.up() : session.down();
  }

  private notStopping() {
    const session = this.service.check('accepting');
    const running_answers = this.running.count;
    return this.running.leaving
      ? session.down({ reason: 'This process is stopping.', running_answers })
      : session.up({ running_answers });
  }

  private providers() {
    const { openai, anthropic } = this.config.providers;
    const sandbox = this.config.sandbox.answers;
    return this.service.check('providers').up({
      openai: configured(openai.apiKey !== null),
      anthropic: configured(anthropic.apiKey !== null),
      answering: sandbox ? 'sandbox' : this.config.providers.defaultProvider,
      fallback: this.config.providers.fallbackProvider ?? 'none',
      breakers: this.breakers(),
    });
  }

  /** Only for people: a provider that is down is no reason to take this process out of service. */
  private breakers(): Record<string, string> {
    const named = this.circuits.list().map(({ provider, model, phase }) => [`${provider}/${model}`, phase]);
    return Object.fromEntries(named) as Record<string, string>;
  }

  private search() {
    return this.service
      .check('search')
      .up({ provider: this.config.search.provider, enabled: this.config.features.searchAugmentation });
  }
}

function configured(isConfigured: boolean): string {
  return isConfigured ? 'configured' : 'no key';
}
