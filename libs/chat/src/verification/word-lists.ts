/** Words that carry no claim of their own: articles, pronouns, prepositions, auxiliaries, conjunctions. */
export const FUNCTION_WORDS: ReadonlySet<string> = listed(`
a about above according across after again against ago all also although always am among an and any are around as at
away be became because become been before being below between both but by came can come could did do does doing done
down during each either else even ever every for from further get got had has have having he hence her here hers
herself him himself his how however i if in including indeed instead into is it its itself just let like many may me
might mine more most much must my myself neither no nor not of off often on once only onto or other others our ours
ourselves out over own per perhaps quite rather really same shall she should since so some still such than that the
their theirs them themselves then there thereby therefore these they this those though through throughout thus till to
together too toward towards under unless until up upon us use used uses using very via was we well went were what
whatever when where whereas whether which while who whom whose why will with within without would yet you your yours
yourself yes yeah okay ok cannot never none nothing nobody nowhere hardly barely scarcely almost nearly about roughly approximately
said say says saying known able due would've i'm you're it's
mr mrs ms dr etc eg ie vs`);

/**
 * Frequent in any English text and so weak evidence: neither their presence nor their absence says much.
 * The words a frequency list of general English begins with, less those above.
 */
export const COMMON_WORDS: ReadonlySet<string> = listed(`
accept account act action active actual add addition additional address age agree aim air allow amount announce another
answer appear apply approach area argue arm arrive article ask aspect associate assume attempt attention available
aware back bad base basic basis bear begin behind believe benefit best better big bit body book both bottom break
bring build business buy call care carry case cause center centre central certain chance change character charge check
choice choose claim clear close collect come common community company compare complete concern condition consider
consist contain continue control correct cost count country couple course cover create culture current cut daily data
date day deal decade decide decision deep default define degree demand depend describe design despite detail determine
develop development differ difference different difficult direct discover discuss do drive drop early easy edge
education effect effort eight element employ enable end enjoy enough ensure enter entire environment equal especially
establish event eventually exact example except exist expect experience explain express extend face fact factor fail
fall family famous far fast father feature feel few field figure file fill final find fine first fit five focus follow
food force foreign form former forward found four free frequent friend full function future gain game general give go
goal good government great ground group grow growth half hand handle happen hard have head health hear heart heavy help
hence high hold home hope hour house huge human idea identify image immediate impact important improve include increase
individual industry influence information initial inside intend interest international introduce involve issue item
join keep key kind know lack land language large last late later latter lead learn least leave left less letter level
lie life light like likely limit line list listen little live local long look lose lot love low main maintain major
make man manage mark market material matter mean means measure media meet member mention message method middle million
mind minute miss model modern moment money month morning mother move name nation national natural nature near need new
news next night normal note notice now number object obtain occur offer office old one open operate operation
opportunity option order organization original outside page paper parent part particular party pass past path pay
people percent perform performance period person picture piece place plan play point policy poor popular population
position positive possible power practice prepare present press prevent previous price primary private probably problem
process produce product program programme project promise proper protect prove provide public publish purpose put
quality question quick raise range rate reach read ready real realize reason receive recent recognize record reduce
refer regard region regular relate relation remain remember remove replace report represent require research resource
respond response rest result return reveal right rise role room rule run safe sale save scene school science second
section see seek seem sell send sense separate serie serve service set seven several shape share short show side sign
significant similar simple since single site situation six size small social society sort sound source space speak
special specific spend stage stand standard start state station status stay step stop story strong structure student
study style subject success suffer suggest suit supply support sure surface surround system table take talk target task
teach team technology tell ten tend term test thank thing think third thousand three time today top total touch town
trade traditional train travel treat tree true try turn two type typical understand unit university usual value variety
various version view visit voice wait walk want war watch water way week wide wish woman wonder word work world worry
write wrong year young`);

function listed(words: string): ReadonlySet<string> {
  return new Set(words.trim().split(/\s+/));
}

const NO_ADVERBS = listed(
  'apply supply reply rely imply comply multiply family fly ally anomaly assembly july italy',
);

/** "Quickly", "fully": says how, and stands between a word and what it is said of. */
export const isManner = (folded: string): boolean => folded.endsWith('ly') && !NO_ADVERBS.has(folded);
