import OpenAI from 'openai';
import type {
  Response,
  ResponseCreateParamsNonStreaming,
  ResponseStreamEvent,
} from 'openai/resources/responses/responses';
import type { TestSandbox } from '../testing.js';
import { FUSE, README, startWithTwoPackages } from '../web-search/two-packages.contract.js';
import { Responses } from './responses.js';

async function gather(stream: AsyncIterable<ResponseStreamEvent>): Promise<ResponseStreamEvent[]> {
  const events: ResponseStreamEvent[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

describe(Responses.name, () => {
  let sandbox: TestSandbox;
  let stop: () => Promise<void>;
  let client: OpenAI;
  beforeAll(async () => {
    ({ sandbox, stop } = await startWithTwoPackages());
    client = new OpenAI({ baseURL: `${sandbox.url}/v1`, apiKey: 'any', maxRetries: 0 });
  });
  beforeEach(() => sandbox.clean());
  afterAll(() => stop());

  const asking = (
    more: Partial<ResponseCreateParamsNonStreaming> = {},
  ): ResponseCreateParamsNonStreaming => ({
    model: 'gpt-4o-mini',
    input: 'When does the breaker open?',
    tools: [{ type: 'web_search' }],
    include: ['web_search_call.action.sources'],
    ...more,
  });
  const annotationsOf = ({ output }: Response) => {
    const message = output.at(-1);
    const part = message?.type === 'message' ? message.content[0] : undefined;
    return part?.type === 'output_text' ? part.annotations : [];
  };
  const sourcesOf = ({ output }: Response): string[] => {
    const [call] = output;
    if (call?.type !== 'web_search_call' || call.action.type !== 'search') return [];
    return (call.action.sources ?? []).map(({ url }) => url);
  };

  it('searches, and marks the links in its text', async () => {
    const response = await client.responses.create(asking());
    expect(response.output[0]).toMatchObject({
      type: 'web_search_call',
      status: 'completed',
      action: { type: 'search', queries: ['When does the breaker open?'] },
    });
    expect(sourcesOf(response)).toEqual([`${README}#opening`, FUSE]);
    const [first] = annotationsOf(response);
    if (first?.type !== 'url_citation') throw new Error('There is no citation.');
    expect(first).toMatchObject({ url: `${README}?utm_source=openai#opening`, title: 'Opening · breaker' });
    const link = response.output_text.slice(first.start_index, first.end_index);
    expect(link).toBe(`([github.com](${first.url}))`);
    expect(response.output_text).toContain(`The breaker opens after five failures in a row. ${link}`);
    expect(response.status).toBe('completed');
  });

  it('bills the search beside the tokens, and the pages it read as input', async () => {
    const { usage, tool_usage: toolUsage } = await client.responses.create(asking());
    expect(toolUsage?.web_search.num_requests).toBe(1);
    const plain = await client.responses.create(asking({ tool_choice: 'none' }));
    expect(plain.tool_usage?.web_search.num_requests).toBe(0);
    expect(usage?.input_tokens).toBeGreaterThan(plain.usage?.input_tokens ?? Infinity);
    const [searched, other] = (await sandbox.bill()).filter(({ ended_at }) => ended_at);
    expect(searched).toMatchObject({ vendor: 'openai', usage: { ...usage, tool_usage: toolUsage } });
    expect(other?.usage).toEqual(plain.usage);
  });

  it('streams the same response, numbered without gaps, an annotation behind its link', async () => {
    const whole = await client.responses.create(asking());
    const stream = await client.responses.create({ ...asking(), stream: true });
    const events = await gather(stream);
    expect(events.map(({ sequence_number: number }) => number)).toEqual(events.map((_, index) => index));
    const types = events.map(({ type }) => type);
    expect(types.filter((type, index) => type !== types[index - 1]).slice(0, 10)).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.web_search_call.in_progress',
      'response.web_search_call.searching',
      'response.web_search_call.completed',
      'response.output_item.done',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
    ]);
    expect(types.slice(-4)).toEqual([
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ]);
    let text = '';
    const ends: number[] = [];
    for (const event of events) {
      if (event.type === 'response.output_text.delta') text += event.delta;
      if (event.type === 'response.output_text.annotation.added') ends.push(text.length);
    }
    expect(annotationsOf(whole)).toMatchObject(ends.map((end) => ({ end_index: end })));
    expect(text).toBe(whole.output_text);
    const last = events.at(-1);
    if (last?.type !== 'response.completed') throw new Error('It is not completed.');
    expect(annotationsOf(last.response)).toEqual(annotationsOf(whole));
    expect(last.response.usage).toEqual(whole.usage);
  });

  it('keeps to the domains of the tool', async () => {
    const tools = [{ type: 'web_search' as const, filters: { allowed_domains: ['docs.example.com'] } }];
    expect(sourcesOf(await client.responses.create(asking({ tools })))).toEqual([FUSE]);
    const silent = await client.responses.create(asking({ tools, include: [] }));
    expect(sourcesOf(silent)).toEqual([]);
  });

  it('answers from given sources where no search is offered, with [n]', async () => {
    const input = [
      {
        role: 'user' as const,
        content: [
          {
            type: 'input_text' as const,
            text: '[1] A breaker opens after five failures.\n\nWhen does a breaker open?',
          },
        ],
      },
      { type: 'reasoning' as const, id: 'r', summary: [] },
    ];
    const response = await client.responses.create(asking({ tools: [], instructions: 'Be short.', input }));
    expect(response.output_text).toContain('failures [1].');
    expect(response.instructions).toBe('Be short.');
    expect(annotationsOf(response)).toEqual([]);
    const stream = await client.responses.create({ ...asking({ tools: [] }), stream: true });
    expect((await gather(stream)).at(-1)).toMatchObject({ type: 'response.completed' });
  });

  it('stops at max_output_tokens, the call counted, and does not mark half a link', async () => {
    const response = await client.responses.create(asking({ max_output_tokens: 50 }));
    expect(response).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
      max_output_tokens: 50,
    });
    expect(response.usage?.output_tokens).toBeLessThanOrEqual(50);
    expect(annotationsOf(response)).toEqual([]);
    const stream = await client.responses.create({ ...asking({ max_output_tokens: 50 }), stream: true });
    expect((await gather(stream)).at(-1)).toMatchObject({ type: 'response.incomplete' });
  });

  it('does what a fault says', async () => {
    await sandbox.fault({ match: { message_contains: 'breaker' }, times: 1, fault: { output_tokens: 300 } });
    expect((await client.responses.create(asking())).usage?.output_tokens).toBeGreaterThanOrEqual(300);
    await sandbox.fault({ match: {}, times: 1, fault: { omit_usage: true } });
    expect((await client.responses.create(asking())).usage).toBeNull();
    await sandbox.fault({ match: {}, times: 1, fault: { usage_twice: true } });
    const twice = await client.responses.create({ ...asking(), stream: true }).asResponse();
    expect((await twice.text()).match(/event: response\.completed/g)).toHaveLength(2);
    await sandbox.fault({ match: {}, times: 1, fault: { error_event_after_chunks: 2 } });
    const broken = await client.responses.create({ ...asking(), stream: true }).asResponse();
    expect(await broken.text()).toMatch(/event: error\n.*"code":"server_error"/);
  });

  it.each([
    [{ model: undefined }, 'model'],
    [{ input: undefined }, 'input'],
    [{ input: 7 }, 'input'],
    [{ input: [{ content: 'x' }] }, 'input[0].role'],
    [{ input: [{ role: 'user', content: 7 }] }, 'input[0].content'],
    [{ tools: [7] }, 'tools'],
    [
      { tools: [{ type: 'web_search', filters: { allowed_domains: 'a.com' } }] },
      'tools[0].filters.allowed_domains',
    ],
    [{ max_output_tokens: 3 }, 'max_output_tokens'],
  ])('refuses %j as OpenAI does', async (wrong, param) => {
    const body = { ...asking(), ...wrong } as unknown as ResponseCreateParamsNonStreaming;
    await expect(client.responses.create(body)).rejects.toMatchObject({ status: 400, param });
  });

  it('wants a key and JSON', async () => {
    const post = (body: string, headers = {}) =>
      fetch(`${sandbox.url}/v1/responses`, { method: 'POST', body, headers });
    expect((await post(JSON.stringify(asking()))).status).toBe(401);
    expect((await post('not json', { authorization: 'Bearer any' })).status).toBe(400);
  });

  it('fails the search, and not the answer, where there is no index', async () => {
    const error = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const { TestSandbox: Fresh } = await import('../testing.js');
    const broken = await Fresh.start({ nodeModules: '/nowhere/at/all' });
    const other = new OpenAI({ baseURL: `${broken.url}/v1`, apiKey: 'any', maxRetries: 0 });
    const response = await other.responses.create(asking());
    expect(response.output[0]).toMatchObject({ status: 'failed' });
    expect(response.tool_usage?.web_search.num_requests).toBe(0);
    const stream = await other.responses.create({ ...asking(), stream: true });
    expect((await gather(stream)).map(({ type }) => type)).not.toContain(
      'response.web_search_call.completed',
    );
    await broken.stop();
    error.mockRestore();
  });
});
