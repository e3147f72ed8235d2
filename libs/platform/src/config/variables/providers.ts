import { anyText, boolean, nat64Prefixes, oneOf, share, url, webUrl, wholeNumber } from '../parsers.js';
import { optional, variable } from '../variable.js';

const provider = oneOf('openai', 'anthropic');
const searchProvider = oneOf('sandbox', 'searxng', 'brave', 'tavily', 'openai', 'anthropic');

export const providerKeys = {
  OPENAI_API_KEY: optional('Starts with sk-, unless OPENAI_BASE_URL points elsewhere', anyText, {
    secret: true,
    placeholder: 'sk-your-openai-key-here',
  }),
  ANTHROPIC_API_KEY: optional('The key of Anthropic', anyText, {
    secret: true,
    placeholder: 'your-anthropic-key-here',
  }),
};

export const providers = {
  DEFAULT_LLM_PROVIDER: variable('openai, anthropic', provider, 'openai'),
  DEFAULT_MODEL: optional(
    'The model; empty: gpt-4o-mini or claude-haiku-4-5 in development, gpt-4o or claude-sonnet-5 elsewhere',
    anyText,
  ),
  FALLBACK_PROVIDER: optional(
    'openai, anthropic, none; empty: the other provider, where it has a key',
    oneOf('openai', 'anthropic', 'none'),
  ),
  OPENAI_BASE_URL: optional('Any server that speaks like OpenAI, like http://localhost:11434/v1', webUrl),
  ANTHROPIC_BASE_URL: optional('Any server that speaks like Anthropic', webUrl),
  ANTHROPIC_NATIVE_CITATIONS: variable(
    'true, false: Anthropic cites the sources itself; false where its stand-in knows no search_result blocks',
    boolean,
    'true',
  ),
};

export const search = {
  SEARCH_PROVIDER: optional(
    'sandbox, searxng, brave, tavily, openai, anthropic; empty: the one that is set up below',
    searchProvider,
  ),
  SEARXNG_URL: optional('A SearXNG with its JSON format on, like http://localhost:8080', webUrl),
  BRAVE_API_KEY: optional('The key of Brave Search', anyText, { secret: true }),
  BRAVE_URL: optional('Any server that speaks like Brave Search', webUrl),
  TAVILY_API_KEY: optional('The key of Tavily', anyText, { secret: true }),
  TAVILY_URL: optional('Any server that speaks like Tavily', webUrl),
  SEARCH_MODEL: optional(
    'The model that searches where openai or anthropic does; empty: gpt-4o-mini or claude-haiku-4-5',
    anyText,
  ),
  SEARCH_TIMEOUT_MS: variable('Milliseconds a whole search may take', wholeNumber(100, 120_000), '5000'),
  SEARCH_MAX_RESULTS: variable('The most sources that go into a prompt', wholeNumber(1, 50), '5'),
  SEARCH_CACHE_TTL_SECONDS: variable(
    'Seconds an answer of the search engine is good for; 0 keeps none',
    wholeNumber(0, 86_400),
    '300',
  ),
  PAGES_READ: variable(
    'Of the best sources, how many are read as pages, so that claims are checked against more than a snippet; 0: none',
    wholeNumber(0, 20),
    '3',
  ),
  NAT64_PREFIXES: optional(
    'NAT64 prefixes of this network, like 2001:db8:64::/96, separated by commas; one that ipv4only.arpa tells of is found by itself',
    nat64Prefixes,
  ),
};

export const citations = {
  CITATION_POLICY: variable(
    'What happens to a citation that its source does not support: annotate, drop, refuse (the whole answer)',
    oneOf('annotate', 'drop', 'refuse'),
    'annotate',
  ),
  CITATION_SUPPORTED_FROM: variable('The score, 0 to 1, from which a claim is supported', share, '0.55'),
  CITATION_PARTIAL_FROM: variable('The score, 0 to 1, from which a claim is partly supported', share, '0.3'),
  CITATION_JUDGE: variable(
    'true, false: ask the chat model about claims whose words do not settle it; it costs a call for each',
    boolean,
    'false',
  ),
  CITATION_JUDGE_VERDICTS: variable(
    'Which verdicts of the words the chat model is asked about: open (all but supported), all; with CITATION_JUDGE only',
    oneOf('open', 'all'),
    'open',
  ),
};

export const sandbox = {
  SANDBOX_PORT: variable('The port of the stand-in for the vendors', wholeNumber(0, 65_535), '8100'),
  SANDBOX_URL: optional('Where it is reached; empty: on this machine', url('http', 'https')),
};
