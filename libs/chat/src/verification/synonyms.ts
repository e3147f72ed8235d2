import { stem } from './stem.js';

/** Everyday English for one another, a group a line. A synonym is weaker evidence than the word. */
const GROUPS = `
buy acquire purchase obtain|acquisition takeover purchase|sell sale|begin start commence launch open|end finish conclude stop close
die death dead dies deceased|kill slay murder|increase rise grow climb raise gain jump surge up|decrease fall decline drop reduce shrink lower dip slip down cut
large big huge vast major great|small little tiny minor|build construct erect assemble|make create produce manufacture|creator maker
show demonstrate prove reveal|say state tell declare announce report|announce unveil|allow let permit enable|forbid ban prohibit
need require necessitate|require demand|help assist aid support|buyer customer client|company firm business corporation
employee worker staff|job position post|fast quick rapid swift|slow|pupil student schoolchild|child kid|doctor physician
car vehicle automobile|lorry truck|plane aircraft airplane|ship vessel boat|road street highway|town city|country nation state
money fund|price cost|pay salary wage|spend expenditure|profit earnings|loss deficit|revenue sale turnover|share stock
lead head direct run|leader head chief boss|chairman chair|minister secretary|government administration authority
elect vote choose|win victory victor|win defeat beat|lose loss defeat|approve adopt pass accept agree|reject refuse decline
plan intend propose|proposal plan|expect anticipate forecast predict|believe think|about approximately roughly around
use employ utilize apply|get receive obtain|receive award|give grant provide supply|provide offer|contain include hold comprise
keep retain maintain|remain stay|change alter modify adjust|change shift|fix repair mend|remove delete erase|add append
find discover|search look|study research investigation|investigate probe|scientist researcher|show exhibit display
home house residence|live reside inhabit|resident inhabitant|leave depart|arrive come reach|return come|move relocate
injure hurt wound|harm damage|damage destroy ruin|ill sick|illness disease|treat cure|drug medicine medication
old ancient aged|new recent novel|modern contemporary|famous known renowned|important significant crucial key
difficult hard tough|easy simple|rich wealthy|poor|clever intelligent|full complete whole entire|empty vacant
permit licence license|law legislation act|court tribunal|judge justice|police officer|arrest detain|prison jail
film movie picture|book novel|author writer|write pen|song track|paint painter|picture image|photo photograph
war conflict|attack assault raid|army military troop|soldier troop|weapon arm|battle fight
earth world globe|worldwide global|sea ocean|mountain peak|forest wood|rain rainfall|storm hurricane
child offspring|woman female|man male|husband wife spouse|mother father parent|son daughter child
year annual yearly|month monthly|day daily|week weekly|hour hourly|now currently present|early former previous prior
connect link join|connection link|divide split|share split|separate|combine merge unite|merger combination
return yield give|error failure fault|fail failure|call invoke|run execute|execution run|option setting flag|set configure
default standard|folder directory|file document|function method|argument parameter|field property attribute
send transmit|receive get|load read|write save store|store keep save|wait pause|retry repeat|abort cancel terminate
maximum max most limit|minimum min least|limit cap|several many|amount quantity|part portion|piece part
percent percentage|quarter|half|double twice|once|first initial|last final|main chief principal primary|mostly mainly largely chiefly
found establish|establish set|name call|call term|regard consider view|consist comprise made|cause lead trigger|because due
american america us|british britain uk|french france|german germany|english england|chinese china|japanese japan|russian russia
spanish spain|italian italy|indian india|european europe|african africa|asian asia|australian australia|canadian canada|dutch netherlands
polish poland|swedish sweden|greek greece|irish ireland|scottish scotland|turkish turkey|brazilian brazil|mexican mexico|roman rome
romanian romania|swiss switzerland|austrian austria|danish denmark|norwegian norway|finnish finland|egyptian egypt|israeli israel
iranian iran|ukrainian ukraine|korean korea|portuguese portugal|hungarian hungary|czech czechia|vietnamese vietnam
visible see|able can|unable cannot|inform tell notify|warn caution|ask request|answer reply respond|response reply answer
speed velocity|height altitude elevation|length long|depth deep|width wide|strength strong|weight weigh heavy|age old
carry transport|transport shipment|hire recruit|dismiss fire|resign quit|appoint name|replace substitute supersede|succeed follow
teach instruct|learn study|school education|university college|degree diploma|prize award honour|medal award
happen occur|take occur|during within|throughout|worldwide globally|shut close|operate run work|work function`;

const SYNONYMS = new Map<string, Set<string>>();
for (const group of GROUPS.trim().split(/[\n|]/)) {
  const stems = group.trim().split(/\s+/).map(stem);
  for (const one of stems) {
    const others = SYNONYMS.get(one) ?? new Set();
    for (const other of stems) if (other !== one) others.add(other);
    SYNONYMS.set(one, others);
  }
}

const NO_SYNONYMS: ReadonlySet<string> = new Set();

/** Stems that may stand for the given one. */
export const synonymsOf = (stemmed: string): ReadonlySet<string> => SYNONYMS.get(stemmed) ?? NO_SYNONYMS;
