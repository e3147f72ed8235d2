import type { AppConfig } from '@app/platform';

export interface BannerFacts {
  /** `http://localhost:8000` */
  readonly url: string;
  readonly developmentKey: string | null;
}

const QUESTION = 'How do I open a circuit breaker with cockatiel?';

/** What a person needs to see after a start. It may hold the development key, so production never shows it. */
export function banner(config: AppConfig, facts: BannerFacts): string {
  const { developmentKey } = facts;
  const url = config.server.publicUrl ?? facts.url;
  const lines = [
    '',
    `  ${config.app.name} ${config.app.version} · ${config.app.environment}`,
    '',
    `  Address   ${url}`,
    `  Answers   ${answering(config)}`,
    `  API key   ${developmentKey ?? (config.access.apiKeyRequired ? 'one of VALID_API_KEYS' : 'none is needed')}`,
    `  Docs      ${docsUrl(config, url)}`,
    '',
    '  Try it:',
    '',
    `  ${curl(config, url, developmentKey)}`,
    '',
    '',
  ];
  return lines.join('\n');
}

function answering({ providers, sandbox }: AppConfig): string {
  if (sandbox.answers) return 'sandbox — no provider key is set';
  return `${providers.defaultProvider}, ${providers.defaultModel}`;
}

function docsUrl({ app, metrics }: AppConfig, url: string): string {
  return app.environment === 'production' ? `http://localhost:${metrics.port}/docs` : `${url}/docs`;
}

/** Works when pasted into a POSIX shell; with configured keys the reader fills in his own. */
function curl({ access }: AppConfig, url: string, developmentKey: string | null): string {
  const key = access.apiKeyRequired ? ` -H 'X-API-Key: ${developmentKey ?? '<your key>'}'` : '';
  const body = JSON.stringify({ message: QUESTION });
  return `curl -s ${url}/v1/chat${key} -H 'Content-Type: application/json' -d '${body}'`;
}
