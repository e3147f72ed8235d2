import { domainToASCII } from 'node:url';

export interface DomainRules {
  /** Only these and what is below them; absent or empty: all. */
  readonly allow?: readonly string[];
  /** Neither these nor what is below them; stronger than `allow`. */
  readonly deny?: readonly string[];
}

/**
 * Which hosts may be shown. Names are compared in their ASCII form, label by label: `evilexample.com` is not
 * `example.com`, and `пример.рф` is `xn--e1afmkfd.xn--p1ai`. An entry that is no domain matches nothing, so a
 * list of such entries allows nothing.
 */
export class DomainPolicy {
  /** In ASCII; empty: all. */
  readonly allowed: readonly string[];
  /** In ASCII. */
  readonly denied: readonly string[];
  private readonly allow: ReadonlySet<string> | null;
  private readonly deny: ReadonlySet<string>;

  constructor({ allow = [], deny = [] }: DomainRules) {
    this.allowed = allow.map(domainOf).filter((domain) => domain !== '');
    this.allow = allow.length === 0 ? null : new Set(this.allowed);
    this.denied = deny.map(domainOf).filter((domain) => domain !== '');
    this.deny = new Set(this.denied);
  }

  permits(url: URL): boolean {
    const host = url.hostname.replace(/\.$/, '');
    if (isBelow(host, this.deny)) return false;
    return this.allow === null || isBelow(host, this.allow);
  }
}

/** Takes `example.com`, `.example.com`, `*.example.com`, `Example.COM.` and whole URLs; '' where it is none. */
function domainOf(entry: string): string {
  const text = entry.trim();
  const host = text.includes('://') ? (URL.parse(text)?.hostname ?? '') : text.split('/', 1).join('');
  return domainToASCII(host.replace(/^\*?\./, '').replace(/\.$/, ''));
}

/** Whether the host or one of the domains above it is listed. */
function isBelow(host: string, domains: ReadonlySet<string>): boolean {
  let name = host;
  let dot = name.indexOf('.');
  while (dot !== -1 && !domains.has(name)) {
    name = name.slice(dot + 1);
    dot = name.indexOf('.');
  }
  return domains.has(name);
}
