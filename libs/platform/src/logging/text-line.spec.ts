import { textLines } from './text-line.js';

const line = (fields: object): string =>
  JSON.stringify({
    level: 'INFO',
    timestamp: '2026-01-01T10:20:30.123Z',
    service: 's',
    version: '1',
    ...fields,
  });

describe(textLines.name, () => {
  it('is short and says the fields after the message', () => {
    const text = textLines(false)(line({ message: 'started', port: 8000 }));
    expect(text).toMatch(/^\[\d\d:\d\d:30\.123\] INFO: started \{"port":8000\}\n$/);
  });

  it('colours the level', () => {
    expect(textLines(true)(line({ level: 'ERROR', message: 'x' }))).toContain('\u001b[31mERROR\u001b[39m');
    expect(textLines(true)(line({ level: 'OTHER', message: 'x' }))).toContain('\u001b[90mOTHER');
  });

  it.each(['error', 'err'])('puts the frames of %s on lines of their own', (key) => {
    const text = textLines(false)(line({ message: 'x', [key]: { name: 'E', stack: 'at a\nat b\u001b[2J' } }));
    expect(text).toMatch(/\{"name":"E"\}\}\n {4}at a\n {4}at b\\u001b\[2J\n$/);
  });

  it('must not break the line or reach the terminal, whatever stands in a field', () => {
    const hostile = 'a\r\nb\u001b[31m\u2028c\u2029\u0085\u009b2J';
    const text = textLines(false)(
      line({ message: hostile, user: hostile, nested: { [hostile]: [hostile] } }),
    );
    // oxlint-disable-next-line no-control-regex
    expect(text).toMatch(/^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]+\n$/);
  });

  it('lives with a line without a message', () => {
    expect(textLines(false)(line({ port: 1 }))).toContain('{"port":1}');
  });
});
