import { plainLine, plainText } from '../text/plain-text.js';

export interface MarkdownSection {
  readonly heading: string;
  readonly level: number;
  /** Headings above, outermost first. */
  readonly trail: readonly string[];
  /** As GitHub makes it; empty for what stands before the first heading. */
  readonly anchor: string;
  readonly text: string;
  /** Words in code blocks: they help to find the section and are not quoted. */
  readonly code: string;
}

const ATX = /^ {0,3}(#{1,6})[ \t]+(.+?)[ \t]*#*[ \t]*$/;
const SETEXT = /^ {0,3}(=+|-+)[ \t]*$/;
const CODE_FENCE = /^ {0,3}(`{3,}|~{3,})/;
/** Parts that answer no question. */
const NOISE =
  /^(?:table of )?contents$|^toc$|licen[cs]e|contribut|sponsor|backers|authors?$|credits|acknowledg|change ?log|release notes|badges|^support us|stay in touch|security contact|donat|team$|maintainers/i;
const LONGEST_TEXT = 4_000;
const LONGEST_CODE = 1_000;
const MOST_SECTIONS = 200;

interface OpenSection {
  readonly level: number;
  readonly raw: string;
  readonly lines: string[];
}

/** Splits a markdown file at its headings; sections without words and sections of no use are left out. */
export function splitSections(markdown: string): MarkdownSection[] {
  const used = new Map<string, number>();
  const above: { level: number; heading: string; noise: boolean }[] = [];
  const sections: MarkdownSection[] = [];
  for (const { level, raw, lines } of openSections(markdown).slice(0, MOST_SECTIONS)) {
    const heading = plainLine(raw).slice(0, 200);
    while ((above.at(-1)?.level ?? -1) >= level) above.pop();
    const noise = above.some((one) => one.noise) || NOISE.test(heading);
    const trail = above.map((one) => one.heading);
    if (level > 0) above.push({ level, heading, noise });
    const anchor = level > 0 ? anchorOf(heading, used) : '';
    if (noise) continue;
    const body = lines.join('\n');
    const text = plainText(body).slice(0, LONGEST_TEXT);
    const code = codeOf(lines).slice(0, LONGEST_CODE);
    if (text.length >= 20 || code) sections.push({ heading, level, trail, anchor, text, code });
  }
  return sections;
}

function openSections(markdown: string): OpenSection[] {
  const sections: OpenSection[] = [{ level: 0, raw: '', lines: [] }];
  let fence = '';
  for (const line of markdown.split(/\r\n?|\n/)) {
    const lines = (sections.at(-1) as OpenSection).lines;
    const mark = CODE_FENCE.exec(line)?.[1];
    if (mark && (fence === '' || mark.startsWith(fence))) fence = fence === '' ? mark : '';
    const atx = fence === '' ? ATX.exec(line) : null;
    const setext = fence === '' ? SETEXT.exec(line) : null;
    if (atx) sections.push({ level: (atx[1] as string).length, raw: atx[2] as string, lines: [] });
    else if (setext && lines.at(-1)?.trim() && !/^[\s>*|-]/.test(lines.at(-1) as string)) {
      sections.push({ level: setext[1]?.startsWith('=') ? 1 : 2, raw: lines.pop() as string, lines: [] });
    } else lines.push(line);
  }
  return sections;
}

/** GitHub's anchors: lower case, punctuation dropped, spaces to dashes, a number behind the second of a name. */
function anchorOf(heading: string, used: Map<string, number>): string {
  const slug = heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
    .replaceAll(' ', '-');
  const times = used.get(slug) ?? 0;
  used.set(slug, times + 1);
  return times === 0 ? slug : `${slug}-${times}`;
}

function codeOf(lines: readonly string[]): string {
  const kept: string[] = [];
  let inside = false;
  for (const line of lines) {
    if (CODE_FENCE.test(line)) inside = !inside;
    else if (inside) kept.push(line);
  }
  return kept.join('\n');
}
