import type { PageElement } from '../page-node.js';

const DIGITS = /^(?:[\da-f]{3}|[\da-f]{6})$/i;
/** https://html.spec.whatwg.org/multipage/rendering.html: attribute, elements that know it, property. */
const HINTS: readonly (readonly [attribute: string, elements: RegExp, property: string])[] = [
  ['color', /^font$/, 'color'],
  ['text', /^body$/, 'color'],
  ['bgcolor', /^(?:body|table|thead|tbody|tfoot|tr|td|th|marquee)$/, 'background-color'],
  ['background', /^(?:body|table|thead|tbody|tfoot|tr|td|th)$/, 'background-image'],
];

/** The style that an element's attributes of old stand for; empty where it has none. */
export function presentationalStyle(element: PageElement, attributes: ReadonlyMap<string, string>): string {
  if (attributes.size === 0) return '';
  const name = element.localName.toLowerCase();
  return HINTS.flatMap(([attribute, elements, property]) => {
    const value = attributes.get(attribute)?.trim();
    if (!value || !elements.test(name)) return [];
    return [`${property}:${valueOf(property, value)}`];
  }).join(';');
}

function valueOf(property: string, value: string): string {
  if (property === 'background-image') return 'url()';
  return DIGITS.test(value) ? `#${value}` : value.replaceAll(';', ' ');
}
