import { Agent } from 'undici';
import { pageReaderContract } from './page-reader.contract.js';
import { PageServer, PLAIN_OPTIONS, type Answer } from './page-server.contract.js';
import { SandboxPageReader } from './sandbox-page-reader.js';

const PAGE = {
  url: 'https://honest.com/a',
  title: 'Honest',
  content_type: 'text/markdown',
  body: '# Honest\n\nAn honest page.',
};
const json =
  (body: string, status = 200): Answer =>
  (_request, response) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(body);

describe(SandboxPageReader.name, () => {
  const server = new PageServer();
  const dispatcher = new Agent();
  beforeAll(() => server.start());
  afterAll(async () => {
    await dispatcher.destroy();
    await server.stop();
  });

  const subject = (answer: Answer) => {
    server.answer = answer;
    const before = server.calls;
    const sandboxUrl = `http://127.0.0.1:${server.port}`;
    const reader = new SandboxPageReader({ ...PLAIN_OPTIONS(), sandboxUrl, dispatcher });
    return { reader, url: 'https://honest.com/a', calls: () => server.calls - before };
  };
  const ANSWERS = { page: json(JSON.stringify(PAGE)), missing: json('{}', 404), silent: () => {} };

  pageReaderContract(SandboxPageReader.name, (scenario) => subject(ANSWERS[scenario]));

  it('asks for the page by its address', async () => {
    const asked: (string | undefined)[] = [];
    const { reader } = subject((request, response) => {
      asked.push(request.url);
      ANSWERS.page(request, response);
    });
    await reader.read('http://honest.com/a?b=c&d#e');
    expect(asked).toEqual(['/_pages?url=http%3A%2F%2Fhonest.com%2Fa%3Fb%3Dc%26d%23e']);
  });

  it.each(['null', '{}', 'no JSON', '{"url":1,"body":"x"}'])('blocks an answer like %s', async (body) => {
    const { reader, url } = subject(json(body));
    expect(await reader.read(url)).toMatchObject({ state: 'blocked', code: 'unreadable' });
  });
});
