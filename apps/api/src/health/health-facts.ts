import { Injectable } from '@nestjs/common';
import { AppConfig } from '@app/platform';

export interface Facts {
  readonly service: string;
  readonly version: string;
  readonly environment: string;
  /** Whether the sandbox stands in for the providers. */
  readonly sandbox: boolean;
  readonly uptime_seconds: number;
  /** With `HEALTH_CHECKS=full`, for operators alone. */
  readonly process?: { readonly node: string; readonly rss_bytes: number; readonly heap_used_bytes: number };
}

/** What `/health` says about the process beside its checks. */
@Injectable()
export class HealthFacts {
  constructor(private readonly config: AppConfig) {}

  /** `internal`: asked by the port that only operators reach, which production alone has. */
  read(internal: boolean): Facts {
    const { name, version, environment } = this.config.app;
    const isTold = internal || environment !== 'production';
    return {
      service: name,
      version,
      environment,
      sandbox: this.config.sandbox.answers,
      uptime_seconds: Math.floor(process.uptime()),
      ...(isTold && this.config.health.checks === 'full' ? { process: processFacts() } : {}),
    };
  }
}

function processFacts(): Facts['process'] {
  const { rss, heapUsed } = process.memoryUsage();
  return { node: process.version, rss_bytes: rss, heap_used_bytes: heapUsed };
}
