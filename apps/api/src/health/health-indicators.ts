import { Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorFunction } from '@nestjs/terminus';
import { AppConfig } from '@app/platform';
import { Circuits } from '@app/providers';
import { RunningAnswers } from '../lifecycle/running-answers.js';
import { DatabaseChecks, type Finding } from './database-checks.js';
import { diskSpace } from './disk-space.js';

/** What is looked at, and for which question. Providers are judged by traffic, never by paid probes. */
@Injectable()
export class HealthIndicators {
  constructor(
    private readonly service: HealthIndicatorService,
    private readonly checks: DatabaseChecks,
    private readonly running: RunningAnswers,
    private readonly circuits: Circuits,
    private readonly config: AppConfig,
  ) {}

  startup(): HealthIndicatorFunction[] {
    return [() => this.databaseAnswers(), () => this.migrationsDone()];
  }

  readiness(): HealthIndicatorFunction[] {
    return [...this.startup(), () => this.ledgerWritable(), () => this.notStopping()];
  }

  /** With `HEALTH_CHECKS=full` the disk as well. */
  details(): HealthIndicatorFunction[] {
    const { checks, diskFolder } = this.config.health;
    const details = [...this.readiness(), () => this.providers(), () => this.search()];
    return checks === 'basic' || diskFolder === null ? details : [...details, () => this.disk(diskFolder)];
  }

  private async databaseAnswers() {
    const { database } = await this.checks.database();
    return this.told('database', database);
  }

  private async migrationsDone() {
    const { migrations } = await this.checks.database();
    return this.told('migrations', migrations);
  }

  private async ledgerWritable() {
    return this.told('ledger', await this.checks.ledger());
  }

  private told(name: string, reason: Finding) {
    const session = this.service.check(name);
    return reason === null ? session.up() : session.down({ reason });
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
      open_for_callers: this.openForCallers(),
    });
  }

  /** Only for people: a provider that is down is no reason to take this process out of service. */
  private breakers(): Record<string, string> {
    const named = this.circuits.list().map(({ provider, model, phase }) => [`${provider}/${model}`, phase]);
    return Object.fromEntries(named) as Record<string, string>;
  }

  /** Who is refused by a breaker of their own: with one key, all there is to see of a provider that says nothing. */
  private openForCallers(): Record<string, number> {
    const open = this.circuits.list().filter(({ openForCallers }) => openForCallers > 0);
    return Object.fromEntries(
      open.map(({ provider, model, openForCallers }) => [`${provider}/${model}`, openForCallers]),
    );
  }

  private search() {
    return this.service
      .check('search')
      .up({ provider: this.config.search.provider, enabled: this.config.features.searchAugmentation });
  }

  /** Only told: a full disk is found by the ledger's check, and nobody knows here how much is enough. */
  private async disk(folder: string) {
    return this.service.check('disk').up({ folder, ...(await diskSpace(folder)) });
  }
}

function configured(isConfigured: boolean): string {
  return isConfigured ? 'configured' : 'no key';
}
