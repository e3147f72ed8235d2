import { keyOf, sandboxAnswers, sandboxUrl, searchProvider } from './derive.js';
import type { Findings } from './findings.js';
import type { Values } from './variables.js';

// What no single variable can say about itself.

type Check = (values: Values, findings: Findings) => void;

/** HS256 and the sealing key want 256 bits; fewer characters cannot hold them. */
const SECRET_CHARACTERS = 32;
/** A key that is handed out should not be guessable. */
const API_KEY_CHARACTERS = 16;
/** Its 100, without what it keeps for its administrator and what each process needs beside its pool. */
const EMBEDDED_CONNECTIONS = 80;

const checkProviderKeys: Check = (values, findings) => {
  if (values.OPENAI_API_KEY && !values.OPENAI_API_KEY.startsWith('sk-') && isOpenAi(values.OPENAI_BASE_URL))
    findings.fault(
      'OPENAI_API_KEY',
      'does not start with sk-',
      'use a key of OpenAI, or set OPENAI_BASE_URL',
    );
  if (sandboxAnswers(values) || keyOf(values, values.DEFAULT_LLM_PROVIDER)) return;
  const name = values.DEFAULT_LLM_PROVIDER === 'openai' ? 'OPENAI_API_KEY' : 'ANTHROPIC_API_KEY';
  findings.fault(name, 'is not set', 'set it, or name another provider in DEFAULT_LLM_PROVIDER');
};

const checkBaseUrls: Check = (values, findings) => {
  const idle = [
    values.OPENAI_BASE_URL && !values.OPENAI_API_KEY ? 'OPENAI' : null,
    values.ANTHROPIC_BASE_URL && !values.ANTHROPIC_API_KEY ? 'ANTHROPIC' : null,
  ];
  for (const vendor of idle.filter((vendor) => vendor !== null))
    findings.warn(
      `${vendor}_BASE_URL is not used without ${vendor}_API_KEY; any value does for a server that wants no key.`,
    );
};

const checkModels: Check = (values, findings) => {
  const foreign = values.DEFAULT_LLM_PROVIDER === 'openai' ? /^claude-/ : /^(gpt-|o\d)/;
  if (values.DEFAULT_MODEL && foreign.test(values.DEFAULT_MODEL))
    findings.warn(`DEFAULT_MODEL ${values.DEFAULT_MODEL} is hardly one of ${values.DEFAULT_LLM_PROVIDER}.`);
};

const checkFallback: Check = (values, findings) => {
  const wanted = values.FALLBACK_PROVIDER;
  if (wanted === null || wanted === 'none' || sandboxAnswers(values)) return;
  if (wanted === values.DEFAULT_LLM_PROVIDER)
    findings.warn(`FALLBACK_PROVIDER ${wanted} is the default provider itself and is not used.`);
  else if (!keyOf(values, wanted)) findings.warn(`FALLBACK_PROVIDER ${wanted} has no key and is not used.`);
};

const checkSearch: Check = (values, findings) => {
  if (!values.ENABLE_SEARCH_AUGMENTATION) return;
  const provider = searchProvider(values);
  const needs = {
    sandbox: null,
    searxng: 'SEARXNG_URL',
    brave: 'BRAVE_API_KEY',
    tavily: 'TAVILY_API_KEY',
    openai: 'OPENAI_API_KEY',
    anthropic: 'ANTHROPIC_API_KEY',
  } as const;
  const needed = needs[provider];
  if (needed === null && values.ENVIRONMENT === 'production')
    findings.fault('SEARCH_PROVIDER', 'is "sandbox"', 'use a real one in production, like searxng');
  // The sandbox speaks like every vendor that wants a key.
  if (needed !== null && needed !== 'SEARXNG_URL' && sandboxAnswers(values)) return;
  if (needed !== null && !values[needed]) {
    if (values.SEARCH_PROVIDER) findings.fault(needed, 'is not set', `SEARCH_PROVIDER ${provider} needs it`);
    else
      findings.fault(
        'SEARCH_PROVIDER',
        'has nothing to search with',
        'set SEARXNG_URL, BRAVE_API_KEY or TAVILY_API_KEY, or ENABLE_SEARCH_AUGMENTATION=false',
      );
  }
};

const checkSecrets: Check = (values, findings) => {
  const isProduction = values.ENVIRONMENT === 'production';
  for (const name of ['APP_SECRET_KEY', 'JWT_SECRET_KEY'] as const) {
    const length = values[name]?.length;
    if (length === undefined || length >= SECRET_CHARACTERS) continue;
    if (isProduction)
      findings.fault(
        name,
        `has ${length} characters`,
        `use ${SECRET_CHARACTERS} or more: openssl rand -hex 32`,
      );
    else findings.warn(`${name} has fewer than ${SECRET_CHARACTERS} characters, which production refuses.`);
  }
  if (isProduction && values.APP_SECRET_KEY === null)
    findings.fault('APP_SECRET_KEY', 'is not set', 'make one: openssl rand -hex 32');
};

const checkAccess: Check = (values, findings) => {
  // Development makes a key of its own, and production is refused below.
  if (values.ENVIRONMENT === 'staging' && values.API_KEY_REQUIRED && !values.VALID_API_KEYS?.length)
    findings.warn(
      'VALID_API_KEYS is not set: everybody is answered with 401. Set at least one key, like key:chat+finance+admin.',
    );
  if (values.ENVIRONMENT !== 'production') return;
  if (!values.API_KEY_REQUIRED) findings.warn('API_KEY_REQUIRED is false: anybody may spend your money.');
  else if (!values.VALID_API_KEYS?.length)
    findings.fault('VALID_API_KEYS', 'is not set', 'set at least one key, like key:chat+finance+admin');
  if (values.VALID_API_KEYS?.some(({ key }) => key.length < API_KEY_CHARACTERS))
    findings.warn(
      `VALID_API_KEYS has a key of fewer than ${API_KEY_CHARACTERS} characters, which can be guessed.`,
    );
  if (values.CORS_ALLOWED_ORIGINS?.includes('*'))
    findings.warn('CORS_ALLOWED_ORIGINS is *: every page on the web may call with its visitor’s key.');
};

const checkPorts: Check = (values, findings) => {
  const sharesInternal = values.ENVIRONMENT === 'production' && values.PORT === values.PROMETHEUS_PORT;
  if (sharesInternal && values.PORT !== 0)
    findings.fault('PROMETHEUS_PORT', `is ${values.PORT}, like PORT`, 'use another one, the two are apart');
  const sharesSandbox = sandboxAnswers(values) && sandboxUrl(values).endsWith(`//127.0.0.1:${values.PORT}`);
  if (sharesSandbox && values.PORT !== 0)
    findings.fault('SANDBOX_PORT', `is ${values.PORT}, like PORT`, 'use another one, the two are apart');
};

const checkConnections: Check = (values, findings) => {
  const wanted = values.WORKERS * values.DATABASE_POOL_SIZE;
  if (values.DATABASE_URL !== null || wanted <= EMBEDDED_CONNECTIONS) return;
  findings.fault(
    'DATABASE_POOL_SIZE',
    `times WORKERS is ${wanted}, and the embedded PostgreSQL takes ${EMBEDDED_CONNECTIONS}`,
    'lower one of them, or set DATABASE_URL',
  );
};

const checkThresholds: Check = (
  { CITATION_PARTIAL_FROM: partial, CITATION_SUPPORTED_FROM: supported },
  findings,
) => {
  if (partial > supported)
    findings.fault(
      'CITATION_PARTIAL_FROM',
      `is ${partial}, above CITATION_SUPPORTED_FROM (${supported})`,
      'lower it, or raise the other',
    );
};

const CHECKS: readonly Check[] = [
  checkProviderKeys,
  checkBaseUrls,
  checkModels,
  checkFallback,
  checkSearch,
  checkSecrets,
  checkAccess,
  checkPorts,
  checkConnections,
  checkThresholds,
];

export function checkTogether(values: Values, findings: Findings): void {
  for (const check of CHECKS) check(values, findings);
}

function isOpenAi(baseUrl: string | null): boolean {
  return baseUrl === null || new URL(baseUrl).hostname.endsWith('openai.com');
}
