/** Parameters that say where a reader came from and never what the page is. */
const TRACKING = /^(?:utm_\w+|gclid|dclid|fbclid|msclkid|yclid|igshid|mc_cid|mc_eid|srsltid)(?:=|$)/i;

/** The address of a web page, or null: other schemes (`javascript:`, `file:`, `data:`) are not followed. */
export function webUrl(text: string): URL | null {
  const url = URL.parse(text);
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:') ? url : null;
}

/**
 * `url` without what does not change the page: host case, the host's trailing dot, default port, credentials,
 * fragment, tracking parameters, trailing slashes. Two hits with one canonical URL are one page.
 */
export function canonicalUrl(url: URL): string {
  const host = url.hostname.replace(/\.$/, '');
  const port = url.port === '' ? '' : `:${url.port}`;
  return `${url.protocol}//${host}${port}${pathOf(url)}${queryOf(url)}`;
}

function pathOf({ pathname }: URL): string {
  let end = pathname.length;
  while (end > 1 && pathname.charAt(end - 1) === '/') end -= 1;
  return pathname.slice(0, end);
}

/** The parts that stay are not written anew: some servers tell `%20` from `+`. */
function queryOf({ search }: URL): string {
  if (search === '') return '';
  const kept = search
    .slice(1)
    .split('&')
    .filter((part) => part !== '' && !TRACKING.test(part));
  return kept.length === 0 ? '' : `?${kept.join('&')}`;
}
