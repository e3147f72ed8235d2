import type { AppConfig } from '@app/platform';

/** On a terminal and in development; production's output is a log, and the banner may hold a key. */
export function showPeople({ app: { environment } }: AppConfig, text: string): void {
  if (environment !== 'production' && (environment === 'development' || process.stdout.isTTY))
    process.stdout.write(text);
}

export const STOPPING = '\n  Stopping; press Ctrl-C again to stop at once.\n';
