import type { Prompt, Source } from './source.js';

const FENCE_START = /<sources(?:\s+nonce="([^"]*)")?\s*>/;
const FIELD = /^(title|url|published(?:_at)?|content|snippet|text|date|source|engine):[ \t]*(.*)$/i;
const QUESTION_LABEL = /(?:^|\n)[ \t]*(?:user )?(?:question|query):[ \t]*/gi;
const NUMBERED = /^(?:\[(\d{1,3})\]|source\s*[[(#]?(\d{1,3})[\])]?\s*[:.)–-])[ \t]*/i;

/**
 * Reads a user turn. Knows fenced data (`<sources nonce>` with `<source id>` in it; with a nonce nothing that
 * stands in a source's text can close the fence or open another source), bare `<source id>` elements, and
 * paragraphs numbered `[1]` or `Source 1:`. The question is what stands outside.
 */
export function readPrompt(text: string): Prompt {
  const start = FENCE_START.exec(text);
  if (start) return readFenced(text, start.index, start[0].length, start[1]);
  if (/<source\s[^>]*\bid=/.test(text)) return readElements(text);
  return readNumbered(text);
}

function readFenced(text: string, at: number, length: number, nonce: string | undefined): Prompt {
  const closing = nonce === undefined ? '</sources>' : `</sources nonce="${nonce}">`;
  const closesAt = text.indexOf(closing, at + length);
  const end = closesAt < 0 ? text.length : closesAt;
  return {
    question: questionIn(`${text.slice(0, at)}\n${text.slice(end + closing.length)}`),
    sources: readSources(text.slice(at + length, end), nonce),
  };
}

function readElements(text: string): Prompt {
  const first = text.search(/<source\s/);
  const last = text.lastIndexOf('</source>');
  const end = last < first ? text.length : last + '</source>'.length;
  return {
    question: questionIn(`${text.slice(0, first)}\n${text.slice(end)}`),
    sources: readSources(text.slice(first, end), undefined),
  };
}

function readSources(block: string, nonce: string | undefined): Source[] {
  const openings = [...block.matchAll(/<source\s+([^>\n]*)>/g)].filter(
    (opening) => nonce === undefined || opening[1]?.includes(`nonce="${nonce}"`),
  );
  return openings.map((opening, index) => {
    const body = block.slice(opening.index + opening[0].length, openings[index + 1]?.index ?? block.length);
    const closesAt = closingIn(body, nonce);
    return readSource(idIn(opening[1] ?? '', index), closesAt < 0 ? body : body.slice(0, closesAt));
  });
}

/** Its tag with the nonce, where the prompt has that on both of them; else the last one that looks like it. */
function closingIn(body: string, nonce: string | undefined): number {
  const closesAt = nonce === undefined ? -1 : body.lastIndexOf(`</source nonce="${nonce}">`);
  return closesAt < 0 ? body.lastIndexOf('</source>') : closesAt;
}

const idIn = (attributes: string, index: number): number =>
  Number(/\bid="?\s*(\d{1,6})/.exec(attributes)?.[1] ?? index + 1);

/** Head lines (`title: …`) until the first line that is none; `content:` begins the text. */
function readSource(id: number, body: string): Source {
  const lines = body.trim().split('\n');
  const fields: Record<string, string> = {};
  let at = 0;
  for (; at < lines.length; at++) {
    const [, name, value] = FIELD.exec(lines[at] as string) ?? [];
    if (name === undefined) break;
    if (/content|snippet|text/i.test(name)) {
      lines[at] = value as string;
      break;
    }
    fields[name.toLowerCase()] = value as string;
  }
  return { id, title: fields.title ?? '', url: fields.url ?? '', content: lines.slice(at).join('\n').trim() };
}

function readNumbered(text: string): Prompt {
  const label = [...text.matchAll(QUESTION_LABEL)].at(-1);
  const body = label ? text.slice(0, label.index) : text;
  const paragraphs = body.split(/\n\s*\n/);
  const outside: string[] = [];
  const sources: Source[] = [];
  let open: { id: number; text: string[] } | undefined;
  const close = (): void => {
    if (open) sources.push(readNumberedSource(open.id, open.text.join('\n')));
    open = undefined;
  };
  for (const paragraph of paragraphs.flatMap(splitNumberedLines)) {
    const number = NUMBERED.exec(paragraph);
    if (number) {
      close();
      open = { id: Number(number[1] ?? number[2]), text: [paragraph.slice(number[0].length)] };
    } else if (open && (label || paragraph !== paragraphs.at(-1))) open.text.push(paragraph);
    else outside.push(paragraph);
  }
  close();
  const question = label ? text.slice(label.index + label[0].length) : outside.join('\n');
  return { question: (question.trim() || text).trim(), sources };
}

const splitNumberedLines = (paragraph: string): string[] =>
  paragraph.split(/\n(?=\s*\[\d{1,3}\]\s)/).map((p) => p.trim());

function readNumberedSource(id: number, body: string): Source {
  if (FIELD.test(body.split('\n', 1)[0] as string)) return readSource(id, body);
  const [title = '', ...rest] = body.split('\n');
  const isUrl = (line: string | undefined): boolean =>
    /^(?:url:\s*)?https?:\/\/\S+$/i.test(line?.trim() ?? '');
  const url = isUrl(rest[0]) ? (rest.shift() as string).trim().replace(/^url:\s*/i, '') : '';
  return rest.length > 0
    ? { id, title, url, content: rest.join('\n').trim() }
    : { id, title: '', url, content: title };
}

/** What follows the last `Question:`, or all of it. */
function questionIn(outside: string): string {
  const label = [...outside.matchAll(QUESTION_LABEL)].at(-1);
  return (label ? outside.slice(label.index + label[0].length) : outside).trim();
}
