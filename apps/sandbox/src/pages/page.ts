import type { Section } from '../corpus/section.js';

/** The document behind a search hit. */
export interface Page {
  readonly url: string;
  readonly title: string;
  readonly content_type: string;
  readonly body: string;
}

/** The sections of one file as the simple HTML page that its public address would show. */
export function pageOf(url: string, sections: readonly Section[]): Page {
  const [first] = sections as [Section];
  const title = first.package;
  const body =
    `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title></head>\n` +
    `<body><main><article>\n${sections.map(sectionHtml).join('\n')}\n</article></main></body></html>\n`;
  return { url, title, content_type: 'text/html; charset=utf-8', body };
}

function sectionHtml({ heading, text, url, trail }: Section, index: number): string {
  const level = index === 0 ? 1 : Math.min(6, 2 + (trail === '' ? 0 : trail.split(' › ').length - 1));
  const anchor = decodeURIComponent(url.split('#')[1] ?? '');
  const id = anchor === '' ? '' : ` id="${escaped(anchor)}"`;
  const paragraphs = text
    .split('\n')
    .filter(Boolean)
    .map((line) => `<p>${escaped(line)}</p>`);
  return [`<h${level}${id}>${escaped(heading)}</h${level}>`, ...paragraphs].join('\n');
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
