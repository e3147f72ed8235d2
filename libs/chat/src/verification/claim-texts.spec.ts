import type { Citation, TextSpan } from '../chat-response.js';
import { ClaimTexts } from './claim-texts.js';

const CONTENT = 'Blue [1][2] and [x] green [3]. Red [4].';

const spanOf = (part: string): TextSpan => {
  const start = CONTENT.indexOf(part);
  return { start_index: start, end_index: start + part.length };
};

function citationOf(marker: TextSpan, id: number): Citation {
  return { id, source_id: id, url: '', title: '', start_index: 0, end_index: 4, marker };
}

const texts = (...markers: readonly string[]): ClaimTexts =>
  new ClaimTexts(
    CONTENT,
    markers.map((marker, index) => citationOf(spanOf(marker), index + 1)),
  );

describe(ClaimTexts.name, () => {
  it('blanks the markers that were taken, wherever in the claim, and no other brackets', () => {
    const claim = spanOf('Blue [1][2] and [x] green [3].');
    expect(texts('[3]', '[1]', '[2]', '[4]').of(claim)).toBe('Blue        and [x] green    .');
  });

  it('blanks a marker of two sources once', () => {
    expect(texts('[1]', '[1]').of(spanOf('Blue [1]'))).toBe('Blue    ');
  });

  it('leaves what reaches beyond the claim', () => {
    expect(texts('[1][2]', '[1]').of(spanOf('Blue [1]'))).toBe('Blue    ');
    expect(texts('[1][2]').of(spanOf('Blue [1]'))).toBe('Blue [1]');
    expect(texts('Blue [1]').of(spanOf('[1][2]'))).toBe('[1][2]');
  });

  it('has nothing to blank where markers are empty', () => {
    const empty = { start_index: 4, end_index: 4 };
    expect(new ClaimTexts(CONTENT, [citationOf(empty, 1)]).of(spanOf('Blue [1]'))).toBe('Blue [1]');
  });

  it('must not look at the markers of other claims', () => {
    let looks = 0;
    const citations = Array.from({ length: 1_024 }, (_, index) => {
      const marker = {
        get start_index(): number {
          looks++;
          return index * 4;
        },
        end_index: index * 4 + 3,
      };
      return citationOf(marker, index + 1);
    });
    const claims = new ClaimTexts('[1] '.repeat(1_024), citations);
    looks = 0;
    expect(claims.of({ start_index: 400, end_index: 407 })).toBe('       ');
    expect(looks).toBeLessThan(20);
  });
});
