import * as fc from 'fast-check';
import { dearestOf, Money, sumOf } from './money.js';

const money = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }).map((pico) => Money.ofPico(pico));

describe(Money.name, () => {
  it('reads what it writes, exactly', () => {
    fc.assert(fc.property(money, (amount) => Money.fromDecimal(amount.toDecimal()).equals(amount)));
  });

  it('writes plain decimals without an exponent or zeros at the end', () => {
    fc.assert(fc.property(money, (amount) => /^-?\d+(?:\.\d*[1-9])?$/.test(amount.toDecimal())));
  });

  it('adds up in any order', () => {
    fc.assert(
      fc.property(fc.array(money), (amounts) =>
        sumOf(amounts).equals(sumOf([...amounts].sort((a, b) => a.compare(b)))),
      ),
    );
  });

  it('multiplies like repeated addition and subtracts what was added', () => {
    fc.assert(
      fc.property(money, fc.nat(50), (amount, times) =>
        amount.mul(times).equals(sumOf(Array.from({ length: times }, () => amount))),
      ),
    );
    fc.assert(fc.property(money, money, (a, b) => a.add(b).sub(b).equals(a)));
  });

  it('must not lose a digit that a float loses', () => {
    expect(Money.fromDecimal('0.1').add(Money.fromDecimal('0.2')).toDecimal()).toBe('0.3');
    expect(Money.fromDecimal('123456789012.000000000001').toDecimal()).toBe('123456789012.000000000001');
  });

  it.each([
    ['0.15', 1_000_000, '0.00000015'],
    ['1e-7', 1, '0.0000001'],
    ['2.5E2', 1_000, '0.25'],
    ['-3.50', 1, '-3.5'],
    ['0', 1, '0'],
    ['1.50000000000000', 1, '1.5'],
  ] as const)('reads %s per %d as %s', (text, per, decimal) => {
    expect(Money.fromDecimal(text, per).toDecimal()).toBe(decimal);
  });

  it.each(['', '1,5', '.5', 'NaN', '0x10', '1e-13', '0.0000000000001', '1e999999999'])(
    'refuses "%s"',
    (text) => {
      expect(() => Money.fromDecimal(text)).toThrow(RangeError);
    },
  );

  it('refuses to multiply by a fraction', () => {
    expect(() => Money.ZERO.mul(0.5)).toThrow('0.5 is not a whole quantity.');
  });

  it('goes into JSON as its decimal, into a float only when asked, into text as itself', () => {
    const amount = Money.fromDecimal('0.25');
    expect(JSON.stringify({ amount })).toBe('{"amount":"0.25"}');
    expect(amount.toNumber()).toBe(0.25);
    expect(String(amount)).toBe('0.25');
  });

  it('knows the dearest', () => {
    const [one, two] = [Money.fromDecimal('1'), Money.fromDecimal('2')];
    expect(dearestOf(one, two, one)).toBe(two);
  });
});
