import * as fc from 'fast-check';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { LONGEST_SEGMENT, tokenSegments } from './token-segments.js';

const plain = (text: string): number => countTokens(text, { disallowedSpecial: new Set() });
const inSegments = (text: string): number =>
  [...tokenSegments(text)].reduce((sum, segment) => sum + plain(segment), 0);

const ORDINARY: Readonly<Record<string, string>> = {
  English:
    "The ledger doesn't forget: every call that's made is reserved first, and settled once (at 0.15 USD a million).\n",
  German:
    'Die Bundesnetzagentur veröffentlichte am 3. März 2026 die Ausschreibungsergebnisse für Windenergie.\n',
  French: "L’Assemblée nationale a adopté, jusqu'au 12 juin, l'article premier de la proposition de loi.\n",
  Russian: 'Правительство утвердило бюджет на 2026 год; расходы вырастут на 4,5 процента.\n',
  Chinese:
    '人工智能正在改变我们的生活，许多公司开始使用大型语言模型来回答客户的问题。2026年，成本下降了百分之四十。',
  Japanese: '東京都は来年度の予算案を発表し、子育て支援に過去最大の金額を充てると説明しました。',
  Korean: '정부는 내년 예산안을 확정하고 국회에 제출했다고 밝혔습니다. 총지출은 삼 퍼센트 늘어납니다.\n',
  Arabic: 'أعلنت الحكومة عن خطة جديدة لدعم الطاقة المتجددة خلال السنوات الخمس المقبلة.\n',
  Hindi: 'सरकार ने नई शिक्षा नीति के तहत विद्यालयों के लिए अतिरिक्त धनराशि की घोषणा की है।\n',
  Thai: 'รัฐบาลประกาศมาตรการใหม่เพื่อสนับสนุนพลังงานสะอาดและลดการปล่อยก๊าซเรือนกระจกภายในห้าปี ',
  code: 'export const total = (lines: readonly Line[]): number => {\n  return lines.reduce((sum, { amount }) => sum + amount, 0);\n};\n',
  JSON: '{"id":"3f2a9c","items":[{"sku":"A-1001","price":12.50,"tags":["x","y"]},{"sku":"B-77","price":3}]}\n',
};

describe(tokenSegments.name, () => {
  it.each(Object.entries(ORDINARY))(
    'counts as the whole text does, within 2 %%: %s',
    (_language, sentence) => {
      const text = sentence.repeat(Math.ceil(6_000 / sentence.length));
      expect(Math.abs(inSegments(text) / plain(text) - 1)).toBeLessThan(0.02);
    },
  );

  it('gives all of a text, in pieces that are short and never half a character', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary' }), { maxLength: 30 }),
        fc.integer({ min: 1, max: 400 }),
        (parts, times) => {
          const text = parts.join(' ').repeat(times).slice(0, 3_000);
          const segments = [...tokenSegments(text)];
          expect(segments.join('')).toBe(text);
          for (const [index, segment] of segments.entries()) {
            expect(segment.length).toBeGreaterThan(0);
            expect(segment.length).toBeLessThanOrEqual(LONGEST_SEGMENT);
            const before = segments[index - 1] ?? '';
            expect(/^[\uDC00-\uDFFF]/.test(segment) && /[\uD800-\uDBFF]$/.test(before)).toBe(false);
          }
        },
      ),
    );
  });

  it.each(['日', '😀', 'a', ' ', '\n', 'A', '!', '1'])(
    'must not hand a run without a word border to the tokenizer whole: %j',
    (character) => {
      const lengths = [...tokenSegments(character.repeat(5_000))].map(({ length }) => length);
      expect(Math.max(...lengths)).toBeLessThanOrEqual(LONGEST_SEGMENT);
    },
  );
});
