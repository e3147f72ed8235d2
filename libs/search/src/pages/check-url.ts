import { isIP } from 'node:net';
import { PageBlocked } from './page-blocked.js';

export interface UrlRules {
  /** For tests with a plain server; false where absent. */
  readonly allowHttp?: boolean;
  /** Other ports than the scheme's own; for tests. */
  readonly ports?: ReadonlySet<number>;
}

/** Longer ones are hardly addresses of pages. Characters. */
const LONGEST_URL = 2_048;
/** Parsers disagree on these: WHATWG drops tabs and line breaks and takes a backslash for a slash. */
const AMBIGUOUS = /[\u0000-\u0020\u007F\\]/; // oxlint-disable-line no-control-regex -- they are what is refused
/**
 * Names that are not, or must not be taken to be, on the public Internet: RFC 6761, 6762, 7686, 8375, 9476, ICANN's
 * `internal` and its name collisions (`home`, `corp`, `mail`), and what routers and clouds use.
 */
const PRIVATE_NAME =
  /(?:^|\.)(?:localhost|local|localdomain|internal|intranet|private|corp|home|lan|mail|home\.arpa|in-addr\.arpa|ip6\.arpa|onion|alt|test|invalid|example|cluster\.local)$/;

/**
 * The address as it will be connected to: host in ASCII and lower case, numbers of every notation made into an IP
 * address, without fragment and trailing dot. Throws a `PageBlocked`. Says nothing about what the name resolves to.
 */
export function checkUrl(text: string, rules: UrlRules = {}): URL {
  if (text.length > LONGEST_URL) throw new PageBlocked('invalid-url', 'The address is too long.');
  const url = AMBIGUOUS.test(text) ? null : URL.parse(text);
  if (url === null) throw new PageBlocked('invalid-url', 'The address is not a URL.');
  if (url.protocol !== 'https:' && !(rules.allowHttp && url.protocol === 'http:'))
    throw new PageBlocked('not-https', 'Only https pages are read.');
  if (url.username !== '' || url.password !== '')
    throw new PageBlocked('userinfo', 'The address holds a user name or a password.');
  if (url.port !== '' && !rules.ports?.has(Number(url.port)))
    throw new PageBlocked('port', 'Only pages on the default port are read.');
  url.hash = '';
  url.hostname = url.hostname.replace(/\.$/, '');
  checkName(hostOf(url));
  return url;
}

/** Two labels or more, none empty: a resolver would read `intranet..` as a name of this network. */
const DOTTED_NAME = /^[^.]+(?:\.[^.]+)+$/;

/** A name, or an IP address without its brackets. */
export function hostOf({ hostname }: URL): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}

function checkName(host: string): void {
  if (isIP(host) !== 0) return;
  if (!DOTTED_NAME.test(host) || PRIVATE_NAME.test(host))
    throw new PageBlocked('private-name', 'The host is not a public name.');
}
