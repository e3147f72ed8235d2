import { Injectable } from '@nestjs/common';
import { AppConfig } from '@app/platform';

/** What `/health` says about the process beside its checks. */
@Injectable()
export class HealthFacts {
  constructor(private readonly config: AppConfig) {}

  read(): {
    service: string;
    version: string;
    environment: string;
    sandbox: boolean;
    uptime_seconds: number;
  } {
    const { name, version, environment } = this.config.app;
    return {
      service: name,
      version,
      environment,
      sandbox: this.config.sandbox.answers,
      uptime_seconds: Math.floor(process.uptime()),
    };
  }
}
