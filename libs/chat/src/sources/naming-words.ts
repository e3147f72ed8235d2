import { listed } from './follow-up-words.js';

// Of all the languages that are known, without accents: what is a little word in one is seldom a name in another.

/** What stands before a place, a means or a time, and begins a fragment: "in Germany?" */
export const PREPOSITIONS =
  listed(`in for with without at on to from under by between during after before since than
  im bei beim mit ohne fur von vom auf an am zu zum zur nach seit ab aus gegen
  en dans a au aux pour avec sans chez sur de du des depuis
  con sin para por desde em no na nos nas com sem do da dos das
  nel nella nello nei nelle per al allo alla di dal dalla su sul sulla
  voor met zonder bij op naar van och i pa med utan for till w we z ze bez dla na do
  в во с со без для на у из о`);

/** What makes one name of two: "the capital of France". */
export const GENITIVES =
  listed(`of von vom der des de du d del do da dos das della dello dei delle di dell dall van av
  about uber sobre su sur om`);

export const ARTICLES =
  listed(`the a an der die das den dem des ein eine einen einem einer le la les l un une el los
  las una o os as um uma il lo i gli uno de het een ett en`);

/** A German noun after one of them is no name: "der Preis", "welche Nebenwirkungen", "wie viel Zucker". */
export const GERMAN_DETERMINERS =
  listed(`der die das den dem des ein eine einen einem einer kein keine keinen mein
  meine meinen dein deine unser unsere viel viele wenig wenige mehr welche welcher welches welchen welchem alle jede
  jeder jedes andere weitere zum zur im am vom beim ins`);

/** Without one of them or an asking word it is a fragment. */
export const VERBS =
  listed(`is are was were do does did has have had can could will would should may might must explain
  define describe tell summarise summarize
  kennen kennst ist sind war waren hat haben hatte kann wird wurde soll erklare erklar beschreibe 
  est sont etait a ont peut explique expliquez decris
  es son era fue ha tiene puede hay explica explicame define
  foi tem pode e explique defina
  sono ha puo spiega spiegami definisci
  heeft kan leg ar har kan forklara jest sa czy wyjasnij
  является объясни расскажи`);

/** Verbs between an English asking word and what is asked about: "how does photosynthesis work". */
export const ENGLISH_LINKS = listed('is are was were does do did s');
export const ENGLISH_ASKERS = listed('what who how why where when');
export const ENGLISH_COMMANDS = listed('define explain describe');

/**
 * Questions for what something is, in folded words with a space between any two; what follows is what they ask about.
 * English is apart, which tells a rare word from a common one; so is German, which writes nouns with a capital.
 */
const DEFINITION =
  /^(?:qu est ce qu(?:e|)|c est quoi|que (?:es|son|significa)|quien (?:es|fue)|o que (?:e|sao|significa)|quem (?:e|foi)|(?:che )?cos e|(?:che )?cosa (?:e|sono|significa)|chi (?:e|era)|(?:wat|wie) (?:is|zijn|was)|(?:vad|vem) ar|co to(?: jest)?|czym (?:jest|sa)|kim (?:jest|byl|byla)|что такое|кто так(?:ои|ая)) \S/;
/** Chinese and Japanese, which write no spaces. */
const UNSPACED_DEFINITION = /^(?:什么|什麼|谁|誰)是..|..(?:是什么|是什麼|是谁|是誰|とは|って何|は誰)/u;
const UNSPACED_POINTING = /[他她它这那這其彼]|それ|これ|あれ/u;
/** A short question is shorter, and a pattern is not to be tried all along a message of any length. */
const LONGEST_DEFINITION = 100;

export function asksForDefinition(folded: string, message: string): boolean {
  if (DEFINITION.test(folded)) return true;
  const line = message.trim();
  return line.length <= LONGEST_DEFINITION && UNSPACED_DEFINITION.test(line) && !UNSPACED_POINTING.test(line);
}
