import { CITED_REQUEST } from '../chat-model.contract.js';
import { citedTurnOf, toRequest } from './to-request.js';

const messagesOf = (nativeCitations: boolean, request = CITED_REQUEST) =>
  toRequest(request, 'claude-x', citedTurnOf(request, nativeCitations)).messages;

describe(toRequest.name, () => {
  it('sends the sources as blocks to be cited, the question behind them, and earlier turns as they stand', () => {
    const block = (source: string, title: string, text: string) => ({
      type: 'search_result',
      source,
      title,
      content: [{ type: 'text', text }],
      citations: { enabled: true },
    });
    expect(messagesOf(true)).toEqual([
      ...CITED_REQUEST.messages.slice(0, 2),
      {
        role: 'user',
        content: [
          block('https://a.example/', 'The answer', 'It is 42.'),
          block('https://b.example/42', 'Forty-two', 'Deep Thought said 42.'),
          { type: 'text', text: 'What is the answer?' },
        ],
      },
    ]);
  });

  it('sends the message itself where native citations are off, or there is nothing to cite', () => {
    expect(messagesOf(false)).toEqual(CITED_REQUEST.messages);
    const nothing = { ...CITED_REQUEST, cited: { sources: [], question: 'x' } };
    expect(messagesOf(true, nothing)).toEqual(CITED_REQUEST.messages);
  });

  it('sends the system prompt of the cited turn, where it has one', () => {
    const cited = { sources: CITED_REQUEST.cited?.sources ?? [], question: 'x', system: 'Write no numbers.' };
    expect(toRequest(CITED_REQUEST, 'claude-x', cited).system).toBe('Write no numbers.');
    expect(toRequest(CITED_REQUEST, 'claude-x', CITED_REQUEST.cited).system).toBe('Be brief.');
  });

  it('must not send a blank text or title, which the vendor refuses', () => {
    const sources = [{ id: 1, url: 'https://a.example/', title: ' ', text: '\n' }];
    const [message] = messagesOf(true, {
      ...CITED_REQUEST,
      messages: [{ role: 'user', content: 'x' }],
      cited: { sources, question: 'x' },
    });
    expect(message?.content).toMatchObject([
      { title: 'https://a.example/', content: [{ type: 'text', text: 'https://a.example/' }] },
      { text: 'x' },
    ]);
  });
});
