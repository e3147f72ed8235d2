export interface Unit {
  /** Units of one kind can be turned into each other: `length`, `mass`, `USD`. */
  readonly kind: string;
  /** How many of the kind's own unit one of these is. */
  readonly factor: number;
}

/** Kind, then `factor:name,name`, in any case. Months are no multiple of days, so they are a kind of their own. */
const NAMES = `
length 0.001:mm,millimetre,millimeter 0.01:cm,centimetre,centimeter 1:m,metre,meter 1000:km,kilometre,kilometer 1609.344:mi,mile 0.3048:ft,foot,feet 0.0254:inch,inches 0.9144:yard 0.000001:micrometre,micrometer,micron 0.000000001:nm,nanometre,nanometer
mass 0.000001:mcg,microgram 0.001:mg,milligram 1:g,gram 1000:kg,kilogram,kilo 1000000:t,tonne 453.592:lb,lbs,pound_mass 28.3495:oz,ounce
area 10000:hectare,ha 4046.86:acre
volume 1:litre,liter,l 0.001:ml,millilitre,milliliter 0.01:cl,centilitre,centiliter 3.78541:gallon
time 0.001:ms,millisecond 0.000001:microsecond 0.000000001:ns,nanosecond 1:s,sec,second 60:min,minute 3600:h,hr,hour 86400:day 604800:week
months 1:month 12:year,yr 120:decade 1200:century,centuries
bytes 1:byte 1000:kb,kilobyte 1000000:mb,megabyte 1000000000:gb,gigabyte 1000000000000:tb,terabyte 1000000000000000:pb,petabyte 1024:kib 1048576:mib 1073741824:gib 1099511627776:tib
bits 1:bit 1000:kbit,kilobit 1000000:mbit,megabit 1000000000:gbit,gigabit
bitrate 1:bps 1000:kbps 1000000:mbps 1000000000:gbps
frequency 1:hz,hertz 1000:khz,kilohertz 1000000:mhz,megahertz 1000000000:ghz,gigahertz 1000000000000:thz
power 1:w,watt 1000:kw,kilowatt 1000000:mw,megawatt 1000000000:gw,gigawatt 745.7:hp,horsepower
energy 1:j,joule 1000:kj,kilojoule 1000000:mj,megajoule 3600:wh 3600000:kwh 3600000000:mwh 3600000000000:gwh,gigawatt_hour 4184:kcal,kilocalorie 4.184:cal,calorie
current 1:amp,ampere 0.001:milliamp,milliampere
voltage 1:volt 1000:kv,kilovolt 0.001:millivolt
pressure 1:pa,pascal 1000:kpa,kilopascal 1000000:mpa,megapascal 100000:bar 100:mbar,millibar,hpa 6894.76:psi
speed 1:kmh,kph 1.609344:mph 1.852:kn,knot
percent 1:percent,pct,prozent
times 1:x,times,fold
USD 1:usd,dollar 0.01:cent
EUR 1:eur,euro
GBP 1:gbp,pound
JPY 1:jpy,yen
CHF 1:chf,franc
CNY 1:cny,yuan,renminbi
INR 1:inr,rupee`;

/** As the SI writes them, where the case tells: `mA` is no `MA`, and a lone `A` no article. */
const SYMBOLS = `
current 1:A 0.001:mA 0.000001:µA 1000:kA
voltage 1:V 0.001:mV 0.000001:µV 1000:kV
charge 1:Ah 0.001:mAh
power 0.001:mW 0.000001:µW
energy 1000000:MJ 0.001:mJ
mass 0.000001:µg,ug
length 0.000001:µm,um
time 0.000001:µs,us
volume 0.000001:µl,µL
bits 1000:Kb,kb 1000000:Mb 1000000000:Gb
resistance 1:Ω,ohm 1000:kΩ 1000000:MΩ
celsius 1:°C
fahrenheit 1:°F
speed 1:km/h 3.6:m/s 1.609344:mi/h`;

export const CURRENCY_SIGNS = new Map([
  ['$', 'USD'],
  ['€', 'EUR'],
  ['£', 'GBP'],
  ['¥', 'JPY'],
  ['₹', 'INR'],
]);

const BY_NAME = table(NAMES);
const BY_SYMBOL = table(SYMBOLS);

function table(lines: string): ReadonlyMap<string, Unit> {
  const units = new Map<string, Unit>();
  for (const line of lines.trim().split('\n')) {
    const [kind, ...entries] = line.split(' ') as [string, ...string[]];
    for (const entry of entries) {
      const [factor, names] = entry.split(':') as [string, string];
      for (const name of names.split(',')) units.set(name, { kind, factor: Number(factor) });
    }
  }
  return units;
}

/** The Greek letter for the micro sign: Unicode has both, and folding makes the one of the other. */
const MICRO = /^μ/;

/** `written` as it stands in the text. */
export function unitOf(written: string): Unit | undefined {
  const symbol = BY_SYMBOL.get(written.replace(MICRO, 'µ'));
  if (symbol !== undefined) return symbol;
  const name = written.toLowerCase();
  return (
    BY_NAME.get(name) ?? (name.endsWith('s') && name.length > 3 ? BY_NAME.get(name.slice(0, -1)) : undefined)
  );
}
