import { TokenKind, type Token } from './tokenise.js';
import { FUNCTION_WORDS } from './word-lists.js';

/** `other` is read as words and numbers alone: what denies and what inflects there is not known. */
export type Language = 'en' | 'de' | 'fr' | 'es' | 'pt' | 'it' | 'other';

/** Folded, as `Word.folded` is. */
interface LanguageWords {
  readonly little: ReadonlySet<string>;
  readonly negators: ReadonlySet<string>;
}

const LANGUAGES: Readonly<Record<Exclude<Language, 'en' | 'other'>, LanguageWords>> = {
  de: {
    little:
      listed(`der die das den dem des ein eine einen einem einer eines und oder aber auch als an am auf aus bei beim bis da
      dann dass deren dessen dort durch er es fur hat hatte haben ist sind war waren wird wurde wurden worden werden wenn im in ins
      ihr ihre ihren ihrer ihrem kann konnen mit nach noch nur ob sein seine seinen seiner sich sie so soll sowie uber um unter vom
      von vor was wie wir zu zum zur zwischen sehr mehr schon seit wahrend wegen bereits etwa rund`),
    negators: listed('nicht kein keine keinen keinem keiner keines nie niemals nichts niemand ohne weder'),
  },
  fr: {
    little:
      listed(`le la les l un une des du de d et ou mais au aux en dans par pour sur avec ce cet cette ces il elle ils elles
      on se s sa son ses leur leurs qui que qu dont est sont etait etaient a ont avait avaient ete etre plus comme aussi entre y ne
      n c'est depuis apres avant selon chez deux tres`),
    negators: listed('pas jamais rien aucun aucune personne sans ni'),
  },
  es: {
    little:
      listed(`el la los las un una unos unas y o pero al del de en con por para sobre entre se su sus lo le les que quien
      cuyo es son era eran fue fueron ha han habia habian ser sido como mas muy tambien este esta estos estas ese esa desde hasta
      segun donde cuando`),
    negators: listed('no nunca jamas ningun ninguna ninguno nadie nada sin ni tampoco'),
  },
  pt: {
    little:
      listed(`o a os as um uma uns umas e ou mas ao aos do da dos das de em no na nos nas com por para sobre entre se seu sua
      seus suas que quem cujo foi foram era eram tem ter sido ser como mais muito tambem este esta esse essa desde ate segundo
      onde quando pelo pela pelos pelas`),
    negators: listed('nao nunca jamais nenhum nenhuma ninguem nada sem nem tampouco'),
  },
  it: {
    little:
      listed(`il lo la i gli le un uno una e o ma al allo alla ai agli alle del dello della dei degli delle di da dal dalla
      in nel nello nella nei nelle con per su sul sulla tra fra si suo sua suoi sue loro che chi cui e era erano sono ha hanno aveva
      stato stata stati essere come piu molto anche questo questa dopo prima secondo dove quando`),
    negators: listed('non mai nessun nessuno nessuna niente nulla senza ne neppure'),
  },
};

/** From two on, in single words; what is joined of several ("einundzwanzig", "soixante-dix") is read as words. */
const NUMBERS: Readonly<Record<Exclude<Language, 'en' | 'other'>, ReadonlyMap<string, number>>> = {
  de: counted(
    `zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn funfzehn sechzehn siebzehn achtzehn
    neunzehn`,
    'zwanzig dreissig vierzig funfzig sechzig siebzig achtzig neunzig',
    'hundert tausend',
  ),
  fr: counted(
    `deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize`,
    'vingt trente quarante cinquante soixante',
    'cent mille',
  ),
  es: counted(
    `dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete dieciocho
    diecinueve`,
    'veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa',
    'cien mil',
  ),
  pt: counted(
    `dois tres quatro cinco seis sete oito nove dez onze doze treze quatorze quinze dezesseis dezessete dezoito
    dezenove`,
    'vinte trinta quarenta cinquenta sessenta setenta oitenta noventa',
    'cem mil',
  ),
  it: counted(
    `due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette
    diciotto diciannove`,
    'venti trenta quaranta cinquanta sessanta settanta ottanta novanta',
    'cento mille',
  ),
};

/** What a word counts in that language, English apart, whose numbers have a grammar of their own. */
export const foreignNumber = (language: Language, folded: string): number | undefined =>
  language === 'en' || language === 'other' ? undefined : NUMBERS[language].get(folded);

function counted(fromTwo: string, tens: string, large: string): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  fromTwo
    .trim()
    .split(/\s+/)
    .forEach((word, index) => numbers.set(word, index + 2));
  tens.split(' ').forEach((word, index) => numbers.set(word, (index + 2) * 10));
  large.split(' ').forEach((word, index) => numbers.set(word, index === 0 ? 100 : 1_000));
  return numbers;
}

/** Words that are looked at, and how many tokens a text needs before it can be called foreign. */
const LOOKED_AT = 200;
const ENOUGH = 8;
const LEAST_SHARE = 0.12;

/**
 * By its little words; a text in Latin letters that has hardly any is English unless `other` is expected. Of languages that share them
 * ("o", "la") it is the one `expected`. O(words looked at).
 */
export function languageOf(tokens: readonly Token[], expected: Language = 'en'): Language {
  const words = tokens.slice(0, LOOKED_AT).filter(({ kind }) => kind !== TokenKind.Number);
  if (words.length === 0) return 'en';
  if (words.filter(isLatin).length * 2 < words.length) return 'other';
  let best: Language = 'en';
  let most = words.filter(({ word }) => FUNCTION_WORDS.has(word.folded)).length;
  for (const [language, { little, negators }] of Object.entries(LANGUAGES)) {
    const found = words.filter(({ word: { folded } }) => little.has(folded) || negators.has(folded)).length;
    if (found > most || (found === most && found > 0 && language === expected))
      [best, most] = [language as Language, found];
  }
  const isBare = most < words.length * LEAST_SHARE && words.length >= ENOUGH;
  return isBare && expected === 'other' ? 'other' : best;
}

const isLatin = ({ word }: Token): boolean => /[a-z]/.test(word.folded);

/** Whether the word says nothing by itself in that language. */
export const isLittle = (language: Language, folded: string): boolean =>
  language !== 'en' && language !== 'other' && LANGUAGES[language].little.has(folded);

/** Whether the word denies in that language, English apart, which has rules of its own. */
export const isForeignNegator = (language: Language, folded: string): boolean =>
  language !== 'en' && language !== 'other' && LANGUAGES[language].negators.has(folded);

const GERMAN =
  /(?:ungen|heiten|keiten|ung|heit|keit|lichen|licher|liche|lich|ern|end|ten|tet|te|en|em|er|es|et|st|e|n|s|t)$/;
const ROMANCE =
  /(?:amiento|imiento|aciones|azioni|azione|acion|acoes|acao|ations?|ements?|mente|ieron|iendo|aient|arono|irono|aron|aram|eram|iram|ando|endo|ados|adas|idos|idas|ees|ato|ata|ati|ate|uto|uta|ado|ada|ido|ida|ait|ant|ent|ons|are|ere|ire|ar|er|ir|ee|es|os|as|eur|ou|iu|s|o|a|e|i)$/;
const SHORTEST = 4;

/** Without its ending, coarsely: `Verträge` and `Vertrag`, `firmaron` and `firmó` come to one. */
export function lightStem(language: Language, folded: string): string {
  if (language === 'en' || language === 'other' || folded.length <= SHORTEST) return folded;
  if (language !== 'de') return shortened(folded.replace(/s$/, ''), ROMANCE);
  const base = /^ge.{4,}(?:t|en)$/.test(folded) ? folded.slice(2) : folded;
  return shortened(shortened(base, GERMAN), GERMAN);
}

function shortened(word: string, ending: RegExp): string {
  const match = ending.exec(word);
  return match !== null && match.index >= SHORTEST ? word.slice(0, match.index) : word;
}

function listed(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/));
}
