import { AppError } from '@app/platform';
import { ChatRequest } from '../chat/chat.dto.js';
import { PageQuery } from '../chat/conversation.dto.js';
import { RequestValidationPipe } from './request-validation.pipe.js';

const pipe = new RequestValidationPipe();
const body = (value: unknown) => pipe.transform(value, { type: 'body', metatype: ChatRequest });

async function errorsOf(value: unknown): Promise<AppError['errors']> {
  const thrown: unknown = await body(value).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(AppError);
  expect(thrown).toMatchObject({ kind: 'validation-failed' });
  return (thrown as AppError).errors;
}

describe(RequestValidationPipe.name, () => {
  it('lets a whole request through', async () => {
    const request = {
      message: 'Hello',
      conversation_id: '3b241101-e2bb-4255-8caf-4136c566a962',
      options: {
        model: 'gpt-4o-mini',
        provider: 'openai',
        search_enabled: true,
        search_domains: ['docs.example.com', 'xn--bcher-kva.example'],
        search_recency: 'week',
        max_tokens: 32_768,
        temperature: 0,
        system: 'Be brief.',
      },
    };
    expect(await body(request)).toEqual(request);
  });

  it('takes null for "left out"', async () => {
    await expect(body({ message: 'Hi', conversation_id: null, options: null })).resolves.toBeDefined();
    await expect(body({ message: 'Hi', options: { model: null, max_tokens: null } })).resolves.toBeDefined();
  });

  it('counts characters as people do', async () => {
    await expect(body({ message: '🙂'.repeat(32_000) })).resolves.toBeDefined();
    expect(await errorsOf({ message: 'x'.repeat(32_001) })).toEqual([
      { field: 'message', message: 'must be at most 32000 characters' },
    ]);
  });

  it.each([
    [{}, 'message', 'must be text of 1 to 32000 characters'],
    [undefined, 'message', 'must be text of 1 to 32000 characters'],
    [{ message: '' }, 'message', 'must not be empty; write the question'],
    [{ message: ' \n ' }, 'message', 'must not be empty; write the question'],
    [{ message: '\u200b\u2060\ufeff\u00ad' }, 'message', 'must not be empty; write the question'],
    [{ message: 'Hi', toString: 'x' }, 'toString', 'is not a known field; leave it out'],
    [{ message: 7 }, 'message', 'must be text of 1 to 32000 characters'],
    [{ message: 'a\0b' }, 'message', 'must not hold the character U+0000; remove it'],
    [
      { message: 'Hi', conversation_id: 'x' },
      'conversation_id',
      'must be a UUID, as `conversation_id` of an earlier answer',
    ],
    [{ message: 'Hi', mesage: 1 }, 'mesage', 'is not a known field; did you mean message?'],
    [
      { message: 'Hi', user: 1 },
      'user',
      'is not a known field; known are message, conversation_id, options, resumable',
    ],
    [{ message: 'Hi', options: 'x' }, 'options', 'must be an object'],
    [{ message: 'Hi', options: [] }, 'options', 'must be an object'],
    [
      { message: 'Hi', options: { max_token: 1 } },
      'options.max_token',
      'is not a known field; did you mean max_tokens?',
    ],
    [{ message: 'Hi', options: { max_tokens: 0 } }, 'options.max_tokens', 'must be at least 1'],
    [{ message: 'Hi', options: { max_tokens: 32_769 } }, 'options.max_tokens', 'must be at most 32768'],
    [
      { message: 'Hi', options: { max_tokens: 1.5 } },
      'options.max_tokens',
      'must be a whole number from 1 to 32768',
    ],
    [
      { message: 'Hi', options: { max_tokens: '5' } },
      'options.max_tokens',
      'must be a whole number from 1 to 32768',
    ],
    [{ message: 'Hi', options: { temperature: 2.1 } }, 'options.temperature', 'must be at most 2'],
    [
      { message: 'Hi', options: { search_enabled: 'yes' } },
      'options.search_enabled',
      'must be true or false',
    ],
    [
      { message: 'Hi', options: { search_recency: 'hour' } },
      'options.search_recency',
      'must be day, week, month or year',
    ],
    [
      { message: 'Hi', options: { search_domains: 'a.org' } },
      'options.search_domains',
      'must be a list of host names',
    ],
    [
      { message: 'Hi', options: { search_domains: Array(21).fill('a.org') } },
      'options.search_domains',
      'must list at most 20 host names',
    ],
    ...['https://a.org', 'a.org/x', 'a.org:80', '-a.org', 'a..org', 'localhost', '10.0.0.1', 7].map(
      (domain) => [
        { message: 'Hi', options: { search_domains: [domain] } },
        'options.search_domains',
        'must list host names such as docs.example.com, without scheme, port or path',
      ],
    ),
  ] as [unknown, string, string][])('says of %j what is wrong with %s', async (request, field, message) => {
    expect(await errorsOf(request)).toEqual([{ field, message }]);
  });

  it.each([[[]], ['text'], [7]])('refuses the body %j', async (value) => {
    expect(await errorsOf(value)).not.toHaveLength(0);
  });

  it('lists at most twenty faults and cuts long names', async () => {
    const unknown = Object.fromEntries(
      Array.from({ length: 50 }, (_, index) => [`${'x'.repeat(100)}${index}`, 1]),
    );
    const errors = await errorsOf({ message: 'Hi', ...unknown });
    expect(errors).toHaveLength(20);
    expect(errors?.[0]?.field).toHaveLength(61);
  });

  it('refuses a body that is nested too deeply before it is read any further', async () => {
    const deep: unknown = JSON.parse('{"message":'.repeat(100) + '1' + '}'.repeat(100));
    expect(await errorsOf(deep)).toEqual([
      { field: expect.any(String), message: 'must not be nested deeper than 64 levels' },
    ]);
  });

  it('is not stalled by a host name that is hard to match', async () => {
    const started = performance.now();
    await errorsOf({ message: 'Hi', options: { search_domains: [`${'a.'.repeat(50_000)}!`] } });
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('reads numbers from a query', async () => {
    const query = (value: unknown) => pipe.transform(value, { type: 'query', metatype: PageQuery });
    expect(await query({ limit: '5' })).toEqual({ limit: 5 });
    await expect(query({ limit: 'x' })).rejects.toThrow('limit: must be a whole number from 1 to 100');
    await expect(query({ limit: '101' })).rejects.toThrow('limit: must be at most 100');
  });
});
