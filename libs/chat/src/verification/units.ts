export interface Unit {
  /** Units of one kind can be turned into each other: `length`, `mass`, `USD`. */
  readonly kind: string;
  /** How many of the kind's own unit one of these is. */
  readonly factor: number;
}

/** Kind, then `factor:name,name`. Months are no multiple of days, so they are a kind of their own. */
const TABLE = `
length 0.001:mm,millimetre,millimeter 0.01:cm,centimetre,centimeter 1:m,metre,meter 1000:km,kilometre,kilometer 1609.344:mi,mile 0.3048:ft,foot,feet 0.0254:inch,inches 0.9144:yard 0.000000001:nm,nanometre,nanometer
mass 0.001:mg,milligram 1:g,gram 1000:kg,kilogram,kilo 1000000:t,tonne 453.592:lb,lbs,pound_mass 28.3495:oz,ounce
area 10000:hectare,ha 4046.86:acre
volume 1:litre,liter,l 0.001:ml,millilitre,milliliter 3.78541:gallon
time 0.001:ms,millisecond 1:s,sec,second 60:min,minute 3600:h,hr,hour 86400:day 604800:week
months 1:month 12:year,yr 120:decade 1200:century,centuries
bytes 1:byte 1000:kb,kilobyte 1000000:mb,megabyte 1000000000:gb,gigabyte 1000000000000:tb,terabyte 1024:kib 1048576:mib 1073741824:gib
frequency 1:hz 1000:khz 1000000:mhz 1000000000:ghz
power 1:w,watt 1000:kw,kilowatt 1000000:mw,megawatt 1000000000:gw,gigawatt
percent 1:percent,pct,prozent
times 1:x,times,fold
USD 1:usd,dollar 0.01:cent
EUR 1:eur,euro
GBP 1:gbp,pound
JPY 1:jpy,yen
CHF 1:chf,franc
CNY 1:cny,yuan,renminbi
INR 1:inr,rupee`;

export const CURRENCY_SIGNS = new Map([
  ['$', 'USD'],
  ['€', 'EUR'],
  ['£', 'GBP'],
  ['¥', 'JPY'],
  ['₹', 'INR'],
]);

const UNITS = new Map<string, Unit>();
for (const line of TABLE.trim().split('\n')) {
  const [kind, ...entries] = line.split(' ') as [string, ...string[]];
  for (const entry of entries) {
    const [factor, names] = entry.split(':') as [string, string];
    for (const name of names.split(',')) UNITS.set(name, { kind, factor: Number(factor) });
  }
}

export function unitOf(word: string): Unit | undefined {
  return (
    UNITS.get(word) ?? (word.endsWith('s') && word.length > 3 ? UNITS.get(word.slice(0, -1)) : undefined)
  );
}
