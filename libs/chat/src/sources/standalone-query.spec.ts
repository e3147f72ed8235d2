import { standaloneQuery } from './standalone-query.js';

const history = [
  { role: 'user', content: 'How do I open a circuit breaker with cockatiel?' },
  { role: 'assistant', content: 'Call isolate.' },
] as const;

describe(standaloneQuery.name, () => {
  it('leaves a first question alone', () => {
    expect(standaloneQuery('And why?', [])).toBe('And why?');
  });

  it('leaves a question that stands alone as it is', () => {
    const question = 'Which timezone does the PostgreSQL server report timestamps in?';
    expect(standaloneQuery(question, history)).toBe(question);
  });

  it('gives a follow-up the words of the question before it', () => {
    expect(standaloneQuery('How do I close it?', history)).toBe(
      'How do I close it? open circuit breaker cockatiel',
    );
  });

  it('does not say a word twice', () => {
    expect(standaloneQuery('And the breaker of cockatiel?', history)).toBe(
      'And the breaker of cockatiel? open circuit',
    );
    expect(standaloneQuery('open circuit breaker cockatiel', history)).toBe('open circuit breaker cockatiel');
  });
});
