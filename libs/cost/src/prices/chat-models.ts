/**
 * What a price list names beside the models that Chat Completions and Messages answer with: other kinds of data,
 * models of the Responses API alone (codex, pro, deep research), completions, fine-tunes (their real names hold an
 * organisation; price one of your own by an override), other houses' names for a model, and what is retired:
 * https://platform.openai.com/docs/deprecations, https://docs.anthropic.com/en/docs/about-claude/model-deprecations
 */
const OTHERS = [
  /(?:^|[-.])(?:audio|codex|deep-research|embedding|image|instruct|moderation|oss|pro|realtime|transcribe|tts)(?:[-.]|$)/,
  /^(?:ada|babbage|computer-use|curie|davinci|text-|whisper)/,
  /^ft:|\.ft-|-$/,
  /:extended$|-high$/,
  /^gpt-4-(?:32k|vision)|^gpt-4\.5|^gpt-3\.5-(?:0301|turbo-(?:0613|16k))|^o1-(?:mini|preview)/,
  /^claude-(?:2|v1|3-haiku$|3-sonnet)/,
];

/** Whether a listed name is one of a model that a chat can be had with. */
export function isChatModel(listed: string): boolean {
  return !OTHERS.some((pattern) => pattern.test(listed));
}
