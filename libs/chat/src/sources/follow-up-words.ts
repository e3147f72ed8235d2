import type { Language } from '../verification/languages.js';

/** Words of a question that lean on what was said before, folded: lower case, no accents. */
interface FollowUpWords {
  /** They stand for something named before. */
  readonly pointing: ReadonlySet<string>;
  /** At the start of a question they go on with one. */
  readonly goingOn: ReadonlySet<string>;
  /** They ask, and say nothing of what about. */
  readonly asking: ReadonlySet<string>;
}

/** English with what Dutch, Swedish and Polish have that means nothing in it: such short texts are taken for it, or for German. */
const ENGLISH: FollowUpWords = {
  pointing:
    listed(`it its they them their theirs this that these those he him his she her there one ones same former
    latter het hij zij deze daarvan hiervan ervan det dessa dem dess jego jej tego nich tym`),
  goingOn: listed('and but or so then also en maar dus och ale oraz'),
  asking: listed(
    'how why what when where who which hoe waarom wanneer waar welke hur varfor vilken jak dlaczego kiedy',
  ),
};

const WORDS: Readonly<Record<Exclude<Language, 'other'>, FollowUpWords>> = {
  en: ENGLISH,
  de: {
    pointing:
      listed(`er sie es ihn ihm ihr ihnen ihre ihren sein seine seinen dies diese dieser dieses diesen diesem das
      dessen deren dort da damit davon dazu daran darauf darin dafur dagegen dabei dadurch danach solche jene`),
    goingOn: listed('und aber oder also dann auch och maar'),
    asking: listed(
      'wie was wann wo wer wen wem warum wieso weshalb welche welcher welches welchen woher wohin wozu',
    ),
  },
  fr: {
    pointing: listed(
      'il elle ils elles lui leur leurs ce cela ca ceci celui celle ceux celles cette ces cet y en son sa ses la-bas',
    ),
    goingOn: listed('et mais ou donc alors aussi'),
    asking: listed('comment pourquoi quand ou qui que quoi quel quelle quels quelles combien est-ce'),
  },
  es: {
    pointing:
      listed(`el ella ellos ellas lo esto eso aquello este esta estos estas ese esa esos esas su sus le les alli
      ahi mismo misma`),
    goingOn: listed('y e pero o entonces tambien'),
    asking: listed('como por que cuando donde quien cual cuales cuanto cuanta'),
  },
  pt: {
    pointing:
      listed(`ele ela eles elas isto isso aquilo este esta estes estas esse essa esses essas seu sua seus suas lhe
      disso nisso dele dela la ali mesmo mesma`),
    goingOn: listed('e mas ou entao tambem'),
    asking: listed('como porque por que quando onde quem qual quais quanto'),
  },
  it: {
    pointing:
      listed(`esso essa essi esse lui lei loro lo la li le ne ci questo questa questi queste quello quella quelli
      quelle suo sua suoi sue stesso stessa`),
    goingOn: listed('e ed ma o quindi allora anche'),
    asking: listed('come perche quando dove chi che cosa quale quali quanto'),
  },
};

/** Null where these words are not known. */
export function followUpWords(language: Language): FollowUpWords | null {
  return language === 'other' ? null : WORDS[language];
}

function listed(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/));
}
