export type Environment = 'development' | 'staging' | 'production';
export type ProviderName = 'openai' | 'anthropic';
export type SearchProviderName = 'sandbox' | 'searxng' | 'brave' | 'tavily' | 'openai' | 'anthropic';
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type Role = 'chat' | 'finance' | 'admin';

/** Who pays where no key says otherwise. */
export const DEFAULT_ORGANISATION = 'default';

/** Where one provider is and how we prove who we are. */
export interface ProviderAccess {
  /** Null: no key, the provider is not used (or the sandbox stands in for it). */
  readonly apiKey: string | null;
  /** Null: the vendor's own address. Any compatible server does (Ollama, vLLM, a gateway). */
  readonly baseUrl: string | null;
}

/**
 * The one typed view of the environment, read once at boot and checked as a whole. Also its own injection
 * token. Secrets in it are plain strings: never log it; `describeConfig` gives the redacted view.
 */
export abstract class AppConfig {
  abstract readonly app: {
    readonly name: string;
    readonly version: string;
    readonly environment: Environment;
    readonly debug: boolean;
  };
  abstract readonly server: {
    readonly host: string;
    readonly port: number;
    /** Where clients reach it, no trailing slash; null: what the `Host` of a request says. */
    readonly publicUrl: string | null;
    /** Processes on the one port. */
    readonly workers: number;
    readonly corsAllowedOrigins: readonly string[];
    /** The whole of a request, when the client sets no `X-Request-Timeout`. Milliseconds. */
    readonly requestTimeoutMs: number;
    /** What a body may weigh, in bytes. */
    readonly bodyLimitBytes: number;
    /** A stop in all, waiting for the balancer and for streams included. Milliseconds. */
    readonly shutdownTimeoutMs: number;
    /** How long a stopping process says "not ready" and works on, until balancers have noticed. Milliseconds. */
    readonly balancerWaitMs: number;
    /** Requests and answers at once; a twentieth is for admin, finance and health alone. */
    readonly maxInFlight: number;
  };
  abstract readonly features: {
    readonly searchAugmentation: boolean;
    readonly costTracking: boolean;
    readonly piiRedaction: boolean;
    readonly circuitBreaker: boolean;
  };
  abstract readonly providers: {
    readonly defaultProvider: ProviderName;
    readonly defaultModel: string;
    readonly fallbackProvider: ProviderName | null;
    readonly openai: ProviderAccess;
    readonly anthropic: ProviderAccess;
  };
  /** What only Anthropic does. */
  abstract readonly anthropic: {
    /** Whether its models point at the sources themselves, or write `[n]` as every other. */
    readonly nativeCitations: boolean;
  };
  abstract readonly sandbox: {
    /** True when no provider has a key (never in production): the sandbox answers and everything says so. */
    readonly answers: boolean;
    /** True when somebody calls it: it answers, or it is where we search. */
    readonly needed: boolean;
    readonly port: number;
    /** `http://127.0.0.1:8100`, no trailing slash. */
    readonly url: string;
  };
  abstract readonly search: {
    readonly provider: SearchProviderName;
    readonly searxngUrl: string | null;
    readonly braveApiKey: string | null;
    /** Null: the vendor's own address. */
    readonly braveUrl: string | null;
    readonly tavilyApiKey: string | null;
    readonly tavilyUrl: string | null;
    /** Which model searches, where `provider` is openai or anthropic. */
    readonly model: string;
    /** The whole search, milliseconds. */
    readonly timeoutMs: number;
    /** The most sources that go into a prompt. */
    readonly maxResults: number;
    /** How long an answer of the engine is shared. Milliseconds; 0: not at all. */
    readonly cacheTtlMs: number;
    /** Of the best sources, how many are read as pages; 0: none. */
    readonly pagesRead: number;
    /** Networks whose IPv6 addresses carry IPv4 ones, RFC 6052: `2001:db8:64::/96`. */
    readonly nat64Prefixes: readonly string[];
  };
  abstract readonly citations: {
    /** What happens to a citation whose source does not support its claim. */
    readonly policy: 'annotate' | 'drop' | 'refuse';
    /** Scores, 0 to 1. */
    readonly supportedFrom: number;
    readonly partialFrom: number;
    /** Whether the chat model judges what words alone do not settle. */
    readonly judge: boolean;
    /** `all`: what the words call supported, too. */
    readonly judgeVerdicts: 'open' | 'all';
  };
  abstract readonly cost: {
    /** Exact decimal USD; null: no limit. */
    readonly dailyLimitUsd: string | null;
    readonly alertThresholdUsd: string | null;
    /** IANA name: `Europe/Vienna`. */
    readonly reportingTimezone: string;
    /** A JSON file of price overrides (contract prices, self-hosted models, search fees). */
    readonly priceBookFile: string | null;
  };
  abstract readonly access: {
    readonly apiKeyRequired: boolean;
    readonly validApiKeys: readonly {
      readonly key: string;
      readonly roles: readonly Role[];
      readonly organisation: string;
      readonly team: string | null;
      readonly costCenter: string | null;
    }[];
    readonly jwtSecretKey: string | null;
    /** Pepper of stored key hashes, and what vaults are sealed with. */
    readonly appSecretKey: string | null;
    /** Null: rate limiting is off. */
    readonly rateLimitPerMinute: number | null;
  };
  abstract readonly conversations: {
    readonly retentionDays: number;
  };
  abstract readonly resilience: {
    readonly retryAttempts: number;
    readonly failureThreshold: number;
    readonly recoveryTimeoutMs: number;
    readonly halfOpenMaxCalls: number;
    /** Of single models, by the price list's names. Milliseconds. */
    readonly firstTokenMs: Readonly<Record<string, number>>;
    /** Null: the fallback provider's comparable model. */
    readonly fallbackModel: string | null;
    /** When no model answers: what the search found, with a warning, instead of 503. */
    readonly degradedResponse: boolean;
    /** How long a resumable answer goes on that nobody reads. Milliseconds. */
    readonly resumeGraceMs: number;
    /** A resumable answer whose process has said nothing for so long is lost. Milliseconds. */
    readonly resumeLostAfterMs: number;
  };
  abstract readonly logging: {
    readonly level: LogLevel;
    readonly format: 'json' | 'text';
    /** Null: standard output only. */
    readonly dir: string | null;
    readonly retentionDays: number;
  };
  abstract readonly metrics: {
    readonly enabled: boolean;
    /** The internal port; in production `/metrics` and `/docs` answer there and not on the public one. */
    readonly port: number;
    /** `console`: a digest goes to the log every `exportIntervalMs`, besides `/metrics`. */
    readonly exporter: 'console' | 'prometheus';
    readonly exportIntervalMs: number;
  };
  abstract readonly health: {
    readonly enabled: boolean;
    /** `full`: `/health` tells of the disk and of the process as well. */
    readonly checks: 'basic' | 'full';
    /** Whose disk fills up with our data: `dataDir` where PostgreSQL is embedded; null: somebody else's. */
    readonly diskFolder: string | null;
  };
  abstract readonly database: {
    /** Null: an embedded PostgreSQL under `dataDir`. */
    readonly url: string | null;
    readonly dataDir: string;
    readonly poolSize: number;
  };
  abstract readonly redis: { readonly url: string | null };
  abstract readonly telemetry: { readonly otlpEndpoint: string | null };
  abstract readonly alerts: {
    readonly slackWebhookUrl: string | null;
    readonly webhookUrl: string | null;
    readonly smtpUrl: string | null;
    readonly emailTo: readonly string[];
  };
  /** What is odd about the environment and yet no reason not to start; for the log at boot. */
  abstract readonly warnings: readonly string[];
}
