import type { ChatModel } from '@app/providers';
import { JUDGE_SYSTEM, judgePrompt, readJudgement } from './judge-prompt.js';
import { SemanticCheck, type Judgement } from './semantic-check.js';

/** A verdict and a score are some 20 tokens; models that think aloud are cut short. */
const MAX_TOKENS = 100;
/** Characters of a reply that are kept, should a model ignore its limit. */
const LONGEST_REPLY = 2_000;

/** The chat model as judge. Give it a model that is metered and resilient already: it only asks. */
export class ModelJudge extends SemanticCheck {
  private readonly model: ChatModel;
  private readonly newNonce: () => string;

  /** `newNonce`: a new, unguessable name for each question's fence. */
  constructor(model: ChatModel, newNonce: () => string) {
    super();
    this.model = model;
    this.newNonce = newNonce;
  }

  async check(claim: string, quote: string, signal?: AbortSignal): Promise<Judgement | null> {
    try {
      return readJudgement(await this.ask(claim, quote, signal));
    } catch {
      signal?.throwIfAborted();
      return null;
    }
  }

  private async ask(claim: string, quote: string, signal?: AbortSignal): Promise<string> {
    const content = judgePrompt(claim, quote, this.newNonce());
    const request = {
      system: JUDGE_SYSTEM,
      messages: [{ role: 'user', content }],
      maxTokens: MAX_TOKENS,
      deltas: false,
    } as const;
    let reply = '';
    for await (const event of this.model.stream({ ...request, signal })) {
      if (event.type === 'text-delta') reply = (reply + event.delta).slice(0, LONGEST_REPLY);
    }
    return reply;
  }
}
