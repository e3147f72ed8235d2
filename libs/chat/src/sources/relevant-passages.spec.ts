import { prepareSource } from '../verification/prepared-source.js';
import { relevantPassages } from './relevant-passages.js';

const FILLER = Array.from({ length: 40 }, (_, index) => `Paragraph ${index} speaks of weather and bread.`);
const PAGE = prepareSource(
  [
    ...FILLER.slice(0, 20),
    'The breaker opens after five failures.',
    'It stays open for thirty seconds.',
    ...FILLER.slice(20),
  ].join('\n'),
);

const CHINESE = `北京是中国的首都。\n长江是亚洲最长的河流。它的全长约为六千三百公里。大坝的装机容量为二万二千五百兆瓦。许多城市位于沿岸。上海是最大的城市。武汉在中游。`;
const JAPANESE = `富士山は日本で最も高い山である。標高は三七七六メートルである。最後の噴火は一七〇七年に起きた。多くの登山者が訪れる。湖が五つある。冬は雪が深い。`;
const THAI = `กรุงเทพเป็นเมืองหลวงของประเทศไทยและมีประชากรมาก${'ภูเขาสูงมากและแม่น้ำยาวมาก'.repeat(30)}น้ำเดือดที่อุณหภูมิหนึ่งร้อยองศาเซลเซียส${'ท้องฟ้าเป็นสีฟ้าและทะเลกว้าง'.repeat(30)}`;

/** A text that counts how often a character or a part of it is asked for. */
function countedText(text: string): { readonly text: string; readonly reads: () => number } {
  let reads = 0;
  const proxy = new Proxy(Object(text) as object, {
    get(target, key) {
      if (key !== 'length') reads++;
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? (value.bind(text) as unknown) : value;
    },
  });
  return { text: proxy as unknown as string, reads: () => reads };
}

describe(relevantPassages.name, () => {
  it('takes what bears on the question, with its neighbours, in the order of the page', () => {
    expect(relevantPassages('When does the breaker open?', PAGE, 200)).toBe(
      'Paragraph 19 speaks of weather and bread.\nThe breaker opens after five failures.\nIt stays open for thirty seconds.\nParagraph 20 speaks of weather and bread.',
    );
  });

  it('leaves what clings to a first word with it', () => {
    const source = prepareSource('It is a library.\n.NET has Polly for alpha.\n(See alpha there.)');
    expect(relevantPassages('alpha', source, 500)).toBe(
      'It is a library.\n.NET has Polly for alpha.\n(See alpha there.)',
    );
  });

  it('marks a gap', () => {
    const text = ['Alpha one here.', 'Nothing.', 'Still nothing.', 'More nothing.', 'Alpha two there.'].join(
      '\n',
    );
    expect(relevantPassages('alpha', prepareSource(text), 1_000)).toContain('\n…\n');
  });

  it('never exceeds its limit', () => {
    expect(relevantPassages('weather and bread', PAGE, 300)?.length).toBeLessThanOrEqual(300);
  });

  it.each([
    ['Chinese', '大坝的装机容量是多少？', CHINESE, '大坝的装机容量为二万二千五百兆瓦。'],
    ['Japanese', '最後の噴火はいつ？', JAPANESE, '最後の噴火は一七〇七年に起きた。'],
    ['Thai', 'น้ำเดือดที่อุณหภูมิเท่าไร', THAI, 'น้ำเดือดที่อุณหภูมิหนึ่งร้อยองศาเซลเซียส'],
  ])('must not lose %s, which puts no spaces between sentences', (_, question, text, answer) => {
    expect(relevantPassages(question, prepareSource(text), 300)).toContain(answer);
  });

  it('must not swallow a paragraph for a sentence where nothing but stops parts them', () => {
    const passages = relevantPassages('装机容量', prepareSource(CHINESE), 60);
    expect(passages).toBe('它的全长约为六千三百公里。大坝的装机容量为二万二千五百兆瓦。许多城市位于沿岸。');
  });

  it('parts sentences without spaces behind what closes them', () => {
    const source = prepareSource('甲乙丙丁。「水在沸腾。」「天是蓝的。」戊己庚辛。子丑寅卯。辰巳午未。');
    expect(relevantPassages('沸腾', source, 22)).toBe('甲乙丙丁。「水在沸腾。」');
  });

  it.each(['water。', '沸点。', 'water!a。', 'wa-ter'])(
    'must not read a page of %j again for each of its sentences',
    (piece) => {
      const text = piece.repeat(3_000 / piece.length);
      const counted = countedText(text);
      relevantPassages('water ter 沸点', { ...prepareSource(text), text: counted.text }, 300);
      expect(counted.reads()).toBeGreaterThan(0);
      expect(counted.reads()).toBeLessThan(text.length);
    },
  );

  it('keeps to its limit where every sentence is a passage of its own', () => {
    const text = 'ab. '.repeat(20) + Array.from({ length: 200 }, () => `Ab. ${'Cd. '.repeat(9)}`).join('');
    expect(relevantPassages('ab', prepareSource(text), 400)?.length).toBeLessThanOrEqual(400);
  });

  it('has nothing to say where no word of the question occurs', () => {
    expect(relevantPassages('quantum chromodynamics', PAGE, 300)).toBeNull();
  });
});
