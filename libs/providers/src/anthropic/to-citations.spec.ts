import type { TextCitation } from '@anthropic-ai/sdk/resources/messages';
import { toCitations } from './to-citations.js';

const SOURCES = [{ id: 7, url: 'https://a.example/', title: 'A', text: 'It is 42.' }];

const cite = (citation: object) =>
  toCitations({ text: ' It is 42.\n', start: 10, citations: [citation as TextCitation] }, SOURCES);

describe(toCitations.name, () => {
  it('marks the text of the block without the blanks around it', () => {
    expect(cite({ type: 'search_result_location', search_result_index: 0, cited_text: 'It is 42.' })).toEqual(
      [
        {
          type: 'citation',
          sourceId: 7,
          url: 'https://a.example/',
          title: 'A',
          citedText: 'It is 42.',
          span: { start: 11, end: 20 },
        },
      ],
    );
  });

  it.each([1, -1, undefined])('must not take the index %j for one of our sources', (index) => {
    const found = cite({
      type: 'search_result_location',
      search_result_index: index,
      source: 'https://x.example',
    });
    expect(found).toMatchObject([{ sourceId: null, url: 'https://x.example', citedText: null }]);
  });

  it('must not take a document for one of our sources', () => {
    const found = cite({
      type: 'char_location',
      document_index: 0,
      search_result_index: 0,
      document_title: 'File',
    });
    expect(found).toMatchObject([{ sourceId: null, url: '', title: 'File' }]);
  });

  it('takes a kind it does not know as a citation without a source', () => {
    expect(cite({ type: 'moon_location' })).toMatchObject([{ sourceId: null, url: '', title: null }]);
  });
});
