/** Whether a page lies on one of the domains or below it; an entry may carry a path: `example.com/docs`. */
export function isOnDomains(page: string, domains: readonly string[]): boolean {
  const { hostname, pathname } = new URL(page);
  return domains.some((entry) => {
    const [domain = '', ...path] = entry.toLowerCase().split('/');
    const below = hostname === domain || hostname.endsWith(`.${domain}`);
    return below && pathname.toLowerCase().startsWith(`/${path.join('/')}`);
  });
}
