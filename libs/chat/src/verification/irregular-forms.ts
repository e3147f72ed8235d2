/** Forms no rule reaches, each group led by the stem that all of them share. */
export const IRREGULAR_VERBS = `
arise arose arisen|awake awoke awoken|bear bore borne|beat beaten|begin began begun|bend bent|bind bound|bite bit bitten
bleed bled|blow blew blown|break broke broken|breed bred|bring brought|build built|burn burnt|buy bought|catch caught
choose chose chosen|cling clung|creep crept|deal dealt|dig dug|draw drew drawn|dream dreamt|drink drank drunk
drive drove driven|eat ate eaten|fall fell fallen|feed fed|feel felt|fight fought|find found|flee fled|fly flew flown
forbid forbade forbidden|forget forgot forgotten|forgive forgave forgiven|freeze froze frozen|give gave given
go gone goes|grow grew grown|hang hung|hear heard|hide hid hidden|hold held|keep kept|know knew known|lay laid
lead led|learn learnt|leave left|lend lent|lie lain lying|light lit|lose lost|make made|mean meant|meet met|pay paid
prove proven|ride rode ridden|ring rang rung|rise rose risen|run ran|see saw seen|seek sought|sell sold|send sent
shake shook shaken|shine shone|shoot shot|show shown|shrink shrank shrunk|sing sang sung|sink sank sunk|sit sat
sleep slept|slide slid|speak spoke spoken|speed sped|spend spent|spin spun|spring sprang sprung|stand stood
steal stole stolen|stick stuck|strike struck stricken|strive strove striven|swear swore sworn|sweep swept
swim swam swum|swing swung|take took taken|teach taught|tear tore torn|tell told|think thought|throw threw thrown
understand understood|wake woke woken|wear wore worn|weave wove woven|win won winning|wind wound|withdraw withdrew withdrawn
write wrote written|die dying|tie tying`;

/** Nouns and adjectives alike. */
export const IRREGULAR_NOUNS = `
child children|foot feet|goose geese|leaf leaves|life lives|man men|mouse mice|person people persons
tooth teeth|wife wives|woman women|half halves|shelf shelves|thief thieves|wolf wolves|index indices|criterion criteria
phenomenon phenomena|analysis analyses|crisis crises|basis bases|good better best|bad worse worst|far farther further
early earlier earliest|large larger largest|big bigger biggest|high higher highest|low lower lowest|long longer longest
short shorter shortest|great greater greatest|old older oldest|young younger youngest|new newer newest|small smaller smallest
series|species|news|bus buses|gas gases|process processes|address addresses|access accesses`;
