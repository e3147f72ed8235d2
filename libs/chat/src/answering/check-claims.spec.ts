import { LoopTurns } from '@app/platform';
import { FakeClock } from '@app/platform/testing';
import type { CheckedCitation, Citation, Source } from '../chat-response.js';
import { PreparedSources } from '../sources/prepared-sources.js';
import type { PreparedSource } from '../verification/prepared-source.js';
import { accountOf, CONFIG, questionOf } from './asking.contract.js';
import { checkClaims, type CitationCheck } from './check-claims.js';
import { beginDraft, type Draft } from './draft.js';

/** Every look at it finds it 4 ms later: so long does a comparison take here. */
class BusyClock extends FakeClock {
  private looks = 0;

  override monotonic(): number {
    return 4 * this.looks++;
  }
}

class CountedTurns extends LoopTurns {
  taken = 0;

  override next(): Promise<void> {
    this.taken++;
    return super.next();
  }
}

class CountedSources extends PreparedSources {
  readonly used: string[] = [];

  override ofPage(page: Parameters<PreparedSources['ofPage']>[0]): PreparedSource {
    this.used.push(page.contentHash);
    return super.ofPage(page);
  }
}

const CLAIM = 'Water boils at 100 degrees.';

function sourceOf(id: number): Source {
  const url = `https://${id}.example/`;
  return {
    id,
    url,
    title: '',
    snippet: '',
    published_at: null,
    fetched_at: '',
    engine: 'fake',
    rank: id,
  };
}

function draftOf(): Draft {
  const draft = beginDraft({
    id: 'chat_1',
    conversationId: 'c',
    provider: 'openai',
    model: 'm',
    options: {
      search_enabled: true,
      search_domains: [],
      search_recency: null,
      max_tokens: 1,
      temperature: null,
    },
    question: questionOf(),
    account: accountOf(),
    startedAt: 0,
    askedAt: 0,
  });
  draft.sources.take([sourceOf(1), sourceOf(2)], []);
  for (const { id, url } of draft.sources.shown)
    draft.sources.read(id, {
      state: 'fetched',
      url,
      finalUrl: url,
      title: '',
      text: 'At sea level water boils at 100 degrees.',
      publishedAt: null,
      fetchedAt: '',
      contentHash: `sha256:${id}`,
      truncated: false,
      cached: false,
      injection: { score: 0, reasons: [] },
    });
  return draft;
}

/** The sentence so many times, each cited once: `sourceOfIndex` says with which source. */
function cited(
  sentences: readonly string[],
  sourceOfIndex: (index: number) => number,
): [string, readonly Citation[]] {
  let content = '';
  const citations = sentences.map((sentence, index): Citation => {
    const start = content.length;
    const end = start + sentence.length;
    content += `${sentence} [1] `;
    const marker = { start_index: end + 1, end_index: end + 4 };
    return {
      id: index + 1,
      source_id: sourceOfIndex(index),
      url: '',
      title: '',
      start_index: start,
      end_index: end,
      marker,
    };
  });
  return [content, citations];
}

function checkOf(): CitationCheck & { readonly turns: CountedTurns; readonly prepared: CountedSources } {
  return {
    config: CONFIG.citations,
    prepared: new CountedSources(),
    judge: null,
    signal: new AbortController().signal,
    clock: new BusyClock(),
    turns: new CountedTurns(),
  };
}

describe(checkClaims.name, () => {
  it('must not compare the same claim with the same source again, however often it is cited', async () => {
    const check = checkOf();
    const [content, citations] = cited(
      Array.from({ length: 300 }, () => CLAIM),
      (index) => 1 + (index % 2),
    );
    const found = await checkClaims(draftOf(), content, citations, check);
    const checked = await Promise.all(found.values());
    expect(check.prepared.used).toEqual(['sha256:1', 'sha256:2']);
    expect(checked.map(({ id }) => id)).toEqual(citations.map(({ id }) => id));
    expect(checked.every(({ verification }) => verification.verdict === 'supported')).toBe(true);
    expect(checked.map(({ content_hash }) => content_hash).slice(0, 3)).toEqual([
      'sha256:1',
      'sha256:2',
      'sha256:1',
    ]);
  });

  it('must not hold up the process while it compares: every 10 ms all others have a turn', async () => {
    const check = checkOf();
    const [content, citations] = cited(
      Array.from({ length: 90 }, (_, index) => `Water boils at ${index} degrees.`),
      () => 1,
    );
    await checkClaims(draftOf(), content, citations, check);
    expect(check.turns.taken).toBeGreaterThanOrEqual(25);
    expect(check.turns.taken).toBeLessThanOrEqual(45);
  });

  it('leaves what was checked before', async () => {
    const draft = draftOf();
    const [content, citations] = cited([CLAIM, CLAIM], () => 1);
    const [first, second] = citations as [Citation, Citation];
    const checked = await (await checkClaims(draft, content, [first], checkOf())).get(1);
    const found = await checkClaims(draft, content, [checked as Citation, second], checkOf());
    expect([...found.keys()]).toEqual([2]);
    draft.checkedAhead.set(2, checked as CheckedCitation);
    expect((await checkClaims(draft, content, citations, checkOf())).size).toBe(1);
  });
});
