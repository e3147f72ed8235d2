const NUMBER = /\d[\d,]*(?:\.\d+)?/g;

/** The claim once for each number in it, with that number changed: its first digit, or two digits swapped. */
export function changeNumber(claim) {
  return [...claim.matchAll(NUMBER)]
    .filter(({ index }) => !/[\w.]/.test(claim.charAt(index - 1)))
    .map((match, count) => {
      const changed = count % 2 === 0 ? otherDigit(match[0]) : swapped(match[0]);
      return claim.slice(0, match.index) + changed + claim.slice(match.index + match[0].length);
    });
}

function otherDigit(number) {
  const place = number.length > 1 ? 1 : 0;
  const at = /\d/.test(number[place]) ? place : number.length - 1;
  const digit = Number(number[at]);
  return number.slice(0, at) + ((digit + 3) % 9 || 7) + number.slice(at + 1);
}

function swapped(number) {
  const digits = number.replace(/\D/g, '');
  for (let at = 0; at + 1 < number.length; at++) {
    const [left, right] = [number[at], number[at + 1]];
    if (/\d/.test(left) && /\d/.test(right) && left !== right && right !== '0') {
      return number.slice(0, at) + right + left + number.slice(at + 2);
    }
  }
  return digits.length > 0 ? otherDigit(number) : number;
}
