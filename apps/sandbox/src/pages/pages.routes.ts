import type { Corpus } from '../corpus/corpus.js';
import type { Handler } from '../http/router.js';
import { sendJson } from '../http/send.js';
import { pageOf } from './page.js';

/** `GET /_pages?url=…`: what a reader finds behind a search hit's address, free and without the Internet. */
export const pagesRoute =
  (corpus: () => Promise<Corpus>): Handler =>
  async (_request, response, query) => {
    const url = query.get('url') ?? '';
    const sections = (await corpus()).sectionsAt(url);
    if (sections.length > 0) return sendJson(response, 200, pageOf(url, sections));
    const problem = {
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: 'The corpus has no document at this address: give the url of a search hit.',
    };
    const body = JSON.stringify(problem);
    response
      .writeHead(404, {
        'content-type': 'application/problem+json',
        'content-length': Buffer.byteLength(body),
      })
      .end(body);
  };
