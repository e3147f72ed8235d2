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

  it.each([
    [
      'German',
      'Wie öffne ich einen Schutzschalter mit Cockatiel?',
      'Und wie schließe ich ihn wieder?',
      'Cockatiel',
    ],
    ['French', 'Comment ouvrir un disjoncteur avec cockatiel ?', 'Et comment le fermer ?', 'disjoncteur'],
    ['Spanish', '¿Cómo abro un disyuntor con cockatiel?', '¿Y cómo lo cierro después?', 'disyuntor'],
    ['Portuguese', 'Como abro um disjuntor com o cockatiel?', 'E como é que o fecho depois?', 'disjuntor'],
    ['Italian', 'Come apro un interruttore con cockatiel?', 'E come lo chiudo dopo?', 'interruttore'],
    [
      'Dutch',
      'Hoe open ik een stroomonderbreker met cockatiel?',
      'En hoe sluit ik het?',
      'stroomonderbreker',
    ],
    ['Swedish', 'Hur öppnar jag en strömbrytare med cockatiel?', 'Och hur stänger jag den?', 'strömbrytare'],
    ['Polish', 'Jak otworzyć wyłącznik za pomocą cockatiel?', 'A jak go zamknąć?', 'wyłącznik'],
    ['Russian', 'Как открыть прерыватель в cockatiel?', 'А как его закрыть?', 'прерыватель'],
    ['Chinese', '如何用断路器库打开断路器？', '怎么关？', '断路'],
  ])('gives a follow-up in %s the words of the question before it', (_language, first, next, carried) => {
    expect(standaloneQuery(next, [{ role: 'user', content: first }])).toContain(carried);
  });

  it.each([
    'Welche Zeitzone verwendet der Server von PostgreSQL für seine Zeitstempel im Protokoll?',
    'Quel fuseau horaire le serveur PostgreSQL utilise-t-il pour les journaux applicatifs ?',
    '¿Qué zona horaria utiliza el servidor PostgreSQL para las marcas temporales registradas?',
  ])('leaves a question that stands alone as it is: %s', (question) => {
    expect(standaloneQuery(question, history)).toBe(question);
  });
});
