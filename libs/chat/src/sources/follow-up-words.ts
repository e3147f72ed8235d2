import type { Language } from '../verification/languages.js';

/**
 * Words of a question by what they do in it, in lower case. A spelling without accents stands for those with them too
 * (`perche`), one with accents for itself alone: `él` points back and `el` does not.
 */
export interface FollowUpWords {
  /** They stand for something named before. */
  readonly pointing: ReadonlySet<string>;
  /** Articles that are pronouns in some places. */
  readonly ambiguous: ReadonlySet<string>;
  /** At the start of a question they go on with one. */
  readonly goingOn: ReadonlySet<string>;
  /** They ask, and say nothing of what about. */
  readonly asking: ReadonlySet<string>;
}

/** What `other` is read by: Russian, and what its neighbours share with it. */
const RUSSIAN: FollowUpWords = {
  pointing: listed('он она оно они его ее её их ему ей им этот эта это эти тот та те там тогда'),
  ambiguous: listed(''),
  goingOn: listed('а и но или тогда'),
  asking: listed('кто что где когда как почему зачем сколько какой какая какое какие кого чей'),
};

const WORDS: Readonly<Record<Language, FollowUpWords>> = {
  /** With what Dutch, Swedish and Polish have that means nothing in it: such short texts are taken for it, or for German. */
  en: {
    pointing:
      listed(`it its they them their theirs this that these those he him his he's it's that's she she's her hers there
      one ones same former latter hij zij deze daarvan hiervan ervan dessa dem dess han hon hans hennes jego jej tego nich
      tym ich ona`),
    ambiguous: listed('het det den'),
    goingOn: listed('and but or so then also en maar dus och ale oraz'),
    asking:
      listed(`how why what when where who whom whose which hoe waarom wanneer waar wat wie welke hoeveel hur var varfor
      vilken vilket vad vem nar jak dlaczego kiedy kto co gdzie ile kim czym`),
  },
  de: {
    pointing:
      listed(`er sie es ihn ihm ihr ihnen ihre ihren sein seine seinen dies diese dieser dieses diesen diesem
      dessen deren dort da damit davon dazu daran darauf darin dafur dagegen dabei dadurch danach solche jene`),
    ambiguous: listed('das het'),
    goingOn: listed('und aber oder also dann auch och maar'),
    asking:
      listed(`wie was wann wo wer wen wem wessen warum wieso weshalb welche welcher welches welchen woher wohin wozu
      wieviel wieviele hoe wat waar`),
  },
  fr: {
    pointing:
      listed(`il elle ils elles lui leur leurs ce cela ca ceci celui celle ceux celles cette ces cet y son sa ses
      là la-bas`),
    ambiguous: listed('en'),
    goingOn: listed('et mais ou donc alors aussi'),
    asking: listed('comment pourquoi quand où qui que quoi quel quelle quels quelles combien'),
  },
  es: {
    pointing:
      listed(`él ella ellos ellas lo esto eso aquello este esta estos estas ese esa esos esas su sus le les alli ahi
      mismo misma`),
    ambiguous: listed(''),
    goingOn: listed('y e pero o entonces tambien'),
    asking: listed('como por que cuando donde quien quienes cual cuales cuanto cuanta cuantos cuantas'),
  },
  pt: {
    pointing:
      listed(`ele ela eles elas isto isso aquilo este esta estes estas esse essa esses essas seu sua seus suas lhe
      disso nisso dele dela lá ali mesmo mesma`),
    ambiguous: listed(''),
    goingOn: listed('e mas ou entao tambem'),
    asking: listed('como porque por que quando onde quem qual quais quanto quanta quantos quantas'),
  },
  it: {
    pointing:
      listed(`esso essa essi esse lui lei loro ne ci questo questa questi queste quello quella quelli quelle suo sua
      suoi sue stesso stessa`),
    ambiguous: listed('lo la li le'),
    goingOn: listed('e ed ma o quindi allora anche'),
    asking: listed(
      'come perche quando dove dov chi che cosa cos quale qual quali quanto quanti quanta quante',
    ),
  },
  other: RUSSIAN,
};

/** Without their accents these would be words of the lists: they say "is", "where". */
const MISREAD = listed('où está estão están é è');

/** Ways to go on that begin with words which also ask, in words without accents. */
const GOES_ON =
  /^(?:what about|how about|what if|why not|was ist mit|wie ist es mit|wie steht es|wie sieht es|was ware mit|qu en est il|que dire d|que tal|que pasa con|que hay de|e quanto|que dizer d|che dire d|hoe zit het|wat dacht je|hur ar det med|co z) ?/;

/** At the end they set something against what was said before: "is Go faster?", "does Deno do so too?". */
const COMPARING =
  listed(`better worse faster slower cheaper bigger smaller larger older younger higher lower easier
  harder safer taller longer shorter stronger newer more less too also instead either else similar different
  besser schlechter schneller langsamer billiger teurer grosser kleiner alter junger sicherer mehr auch anders
  mieux pire aussi plus moins mejor peor tambien tampoco mas menos melhor pior tambem mais
  meglio peggio anche piu meno beter sneller goedkoper ook battre snabbare billigare ocksa`);

/** In them the pronoun stands for nothing: "is there", "il y a", "gibt es". */
const EMPTY_PRONOUN =
  /\b(?:(?:is|are|was|were|will|isn't|aren't) there|there (?:is|are|was|were)|(?:gibt|gab|handelt) es|es gibt|(?:il )?y (?:a|avait|aura)(?: t)?(?: il)?|il y a|faut il|il faut|existe t il|s agit il|est ce|c est|ce que|ce qu|ci sono|c e|che ci)\b/g;

export const followUpWords = (language: Language): FollowUpWords => WORDS[language];

/** Whether a list has the word: `surface` in lower case, `folded` without accents too. */
export function isAmong(
  list: ReadonlySet<string>,
  { surface, folded }: { readonly surface: string; readonly folded: string },
): boolean {
  return list.has(surface) || (list.has(folded) && !MISREAD.has(surface));
}

export const comparesAtTheEnd = (folded: string): boolean =>
  COMPARING.has(folded.slice(folded.lastIndexOf(' ') + 1));

/** `text`: folded words with a space between any two. */
export const beginsToGoOn = (text: string): boolean => GOES_ON.test(text);

/** `text` without pronouns that stand for nothing; as many words remain. */
export const withoutEmptyPronouns = (text: string): string =>
  text.replace(EMPTY_PRONOUN, (found) => found.replace(/\S+/g, '-'));

export function listed(list: string): ReadonlySet<string> {
  return new Set(list.trim() === '' ? [] : list.trim().split(/\s+/));
}
