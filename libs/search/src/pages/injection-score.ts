export type InjectionReason =
  | 'ignore-instructions'
  | 'role-marker'
  | 'system-prompt'
  | 'speaks-to-a-model'
  | 'tool-call'
  | 'exfiltration'
  | 'hidden-instructions';

export interface InjectionScore {
  /** 0…1; what a policy holds against its threshold. */
  readonly score: number;
  readonly reasons: readonly InjectionReason[];
}

interface Sign {
  readonly reason: InjectionReason;
  /** How far this alone goes towards 1. Set by hand, not learned. */
  readonly weight: number;
  /** Every gap is bounded: linear in the text. */
  readonly pattern: RegExp;
}

const SIGNS: readonly Sign[] = [
  {
    reason: 'ignore-instructions',
    weight: 0.6,
    pattern:
      /\b(?:ignore|disregard|forget|override|bypass)\b[^.\n]{0,30}\b(?:previous|prior|above|earlier|preceding|all|any|your|the system)\b[^.\n]{0,30}\b(?:instructions?|prompts?|rules?|directions?|guidelines?|context)\b|\b(?:ignoriere|vergiss|missachte)\b[^.\n]{0,40}\b(?:anweisung(?:en)?|vorgaben|regeln)\b|\b(?:ignorez|oubliez)\b[^.\n]{0,40}\binstructions\b|\b(?:ignora|olvida)\b[^.\n]{0,40}\binstrucciones\b|忽略[^。\n]{0,12}(?:指令|指示|提示)/i,
  },
  {
    reason: 'role-marker',
    weight: 0.5,
    pattern:
      /<\|(?:im_start|im_end|system|user|assistant|endoftext|start_header_id|eot_id)\|>|\[\/?INST\]|<<\/?SYS>>|^\s{0,8}(?:#{1,4} ?)?(?:(?:system|assistant|developer) (?:message|prompt) ?:|(?:system|assistant) ?: ?(?:you|ignore|sure|from now|always|never)\b)|<\/?(?:system|assistant|developer)(?:[-_](?:prompt|message))?>/im,
  },
  {
    reason: 'system-prompt',
    weight: 0.4,
    pattern:
      /\b(?:reveal|print|repeat|show|output|leak|tell me)\b[^.\n]{0,30}\b(?:system prompt|system message|hidden instructions|initial instructions|your instructions)\b|\b(?:new|updated|real) (?:system )?(?:instructions|prompt) ?:/i,
  },
  {
    reason: 'speaks-to-a-model',
    weight: 0.4,
    pattern:
      /\b(?:attention|note|message|instructions?)\b[^.\n]{0,12}\b(?:to|for)\b[^.\n]{0,20}\b(?:ai|llms?|chatbots?|language models?|assistants?)\b|\b(?:if you are|as) an? (?:ai|llm|language model|chatbot|ai assistant)\b[^.\n]{0,20}\b(?:you (?:must|should|will|are)|please|do not|always|never|respond|answer|say)\b|\byou (?:are now (?:dan|an? (?:ai|assistant|unrestricted|different))|will now act as|must now act)\b|\bdo not (?:tell|inform|mention (?:this|it) to) the user\b/i,
  },
  {
    reason: 'tool-call',
    weight: 0.4,
    pattern:
      /<\/?(?:tool_call|tool_use|function_calls?|invoke|tool_result)\b|"(?:tool_calls|function_call|tool_use)"\s{0,4}:|\b(?:call|use|invoke|execute|run) the \w{2,30} (?:tool|function)\b/i,
  },
  {
    reason: 'exfiltration',
    weight: 0.5,
    pattern:
      /\b(?:send|post|forward|upload|transmit|append|encode)\b[^.\n]{0,50}\b(?:conversation|chat history|user'?s? (?:data|messages?|question|e-?mail)|api keys?|passwords?|secrets?|system prompt)\b[^\n]{0,40}\b(?:to|at|into|in)\b|!\[[^\]\n]{0,80}\]\(https?:\/\/[^)\s]{1,200}[?&][^)\s=]{1,40}=(?:\{|%7b|<|\[)/i,
  },
];

/** An instruction that only machines can see has no honest purpose. */
const HIDDEN_WEIGHT = 0.9;

/**
 * How much a text talks to a model instead of to people. A small heuristic: it flags clumsy attempts and articles
 * about them alike, and clever ones not at all. `hidden`: what was taken out of the page unseen.
 */
export function injectionScore(text: string, hidden = ''): InjectionScore {
  const found = SIGNS.filter(({ pattern }) => pattern.test(text) || pattern.test(hidden));
  const weights = found.map(({ weight }) => weight);
  const reasons = found.map(({ reason }) => reason);
  if (hidden !== '' && found.some(({ pattern }) => pattern.test(hidden))) {
    weights.push(HIDDEN_WEIGHT);
    reasons.push('hidden-instructions');
  }
  const innocence = weights.reduce((product, weight) => product * (1 - weight), 1);
  return { score: Math.round((1 - innocence) * 100) / 100, reasons };
}
