import { languageOf, lightStem } from './languages.js';
import { prepareSource } from './prepared-source.js';
import { tokenise } from './tokenise.js';
import { verifyClaim } from './verify-claim.js';

const verdict = (source: string, claim: string): string => verifyClaim(claim, prepareSource(source)).verdict;

describe(languageOf.name, () => {
  it.each([
    ['en', 'The council has not signed the contract with the bank.'],
    ['de', 'Die Firma hat den Vertrag mit der Bank nicht unterschrieben.'],
    ['fr', 'La société n’a pas signé le contrat avec la banque.'],
    ['es', 'El banco no firmó el contrato con la empresa.'],
    ['pt', 'O banco não assinou o contrato com a empresa.'],
    ['it', 'La banca non ha firmato il contratto con la ditta.'],
    ['other', 'Банк не подписал договор с фирмой.'],
    ['other', '銀行は契約に署名しなかった。'],
    ['en', 'Berlin 1990'],
    ['en', '1990'],
  ])('knows %s: %s', (language, text) => {
    expect(languageOf(tokenise(text, 100).tokens)).toBe(language);
  });

  it('takes words of several languages for those of the one expected', () => {
    const { tokens } = tokenise('O banco', 10);
    expect(languageOf(tokens, 'pt')).toBe('pt');
    expect(languageOf(tokens, 'it')).toBe('it');
  });

  it('knows that a list of words is no English only where none is expected', () => {
    const { tokens } = tokenise('Bank kupil inny bank wczoraj rano bardzo tanio podobno', 20);
    expect(languageOf(tokens, 'other')).toBe('other');
    expect(languageOf(tokens)).toBe('en');
  });
});

describe(lightStem.name, () => {
  it.each([
    ['de', 'vertrage', 'vertrag'],
    ['de', 'gegrundet', 'grundete'],
    ['es', 'firmaron', 'firmo'],
    ['fr', 'signees', 'signe'],
    ['it', 'contratti', 'contratto'],
    ['pt', 'contratos', 'contrato'],
  ] as const)('brings to one in %s: %s and %s', (language, one, other) => {
    expect(lightStem(language, one)).toBe(lightStem(language, other));
  });

  it('leaves short words and other languages alone', () => {
    expect(lightStem('de', 'uns')).toBe('uns');
    expect(lightStem('other', 'договоры')).toBe('договоры');
  });
});

describe(verifyClaim.name, () => {
  it.each([
    [
      'Die Firma wurde von Müller gegründet und hat ihren Sitz in Bonn.',
      'Müller gründete die Firma, deren Sitz in Bonn ist.',
    ],
    ['Er wurde am 9. März 1985 in Wien geboren.', 'Er ist am 9. März 1985 in Wien geboren.'],
    ['He was born on 9 March 1985 in Graz.', 'He was born in Graz on 09/03/1985.'],
    ['Los bancos firmaron los contratos en Lima.', 'El banco firmó el contrato en Lima.'],
    ['Il est né le 9 mars 1985 à Lyon.', 'Né à Lyon le 9 mars 1985.'],
  ])('reads words, endings and dates of other languages: %s', (source, claim) => {
    expect(verdict(source, claim)).toBe('supported');
  });

  it.each([
    ['Die Firma hat den Vertrag nicht unterschrieben.', 'Die Firma hat den Vertrag unterschrieben.'],
    ['La société a signé le contrat.', 'La société n’a pas signé le contrat.'],
    ['El banco no firmó el contrato.', 'El banco firmó el contrato.'],
    ['O banco não assinou o contrato.', 'O banco assinou o contrato.'],
    ['La banca non ha firmato il contratto.', 'La banca ha firmato il contratto.'],
    ['Il est né le 9 mars 1985 à Lyon.', 'Il est né le 9 mai 1985 à Lyon.'],
    ['Nació el 9 de marzo de 1985 en Lima.', 'Nació el 9 de mayo de 1985 en Lima.'],
  ])('must not let a turned "not" or another date of another language pass: %s', (source, claim) => {
    expect(verdict(source, claim)).not.toBe('supported');
  });

  it('calls supported in a language it does not know only what is there to the letter', () => {
    const source = '東京の人口は1400万人です。大阪は日本の都市です。';
    expect(verdict(source, '東京の人口は、1400万人です')).toBe('supported');
    expect(verdict(source, '東京の人口は1300万人です。')).toBe('inconclusive');
    expect(verdict(source, '大阪は日本の都市ではない。')).toBe('inconclusive');
    expect(verdict(source, 'ペンギンの映画。')).toBe('unsupported');
    expect(verdict('Банк подписал договор с фирмой.', 'Банк не подписал договор с фирмой.')).toBe(
      'inconclusive',
    );
  });
});
