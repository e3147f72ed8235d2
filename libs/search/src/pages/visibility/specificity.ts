import type { CssNode, Selector } from 'css-tree';

/** https://www.w3.org/TR/selectors-4/#specificity-rules: ids; classes, attributes and their like; types. */
export type Specificity = readonly [ids: number, classes: number, types: number];

const NONE: Specificity = [0, 0, 0];
export function specificityOf(selector: Selector): Specificity {
  return selector.children.toArray().map(ofNode).reduce(plus, NONE);
}

export function compareSpecificity(one: Specificity, other: Specificity): number {
  return one[0] - other[0] || one[1] - other[1] || one[2] - other[2];
}

function ofNode(node: CssNode): Specificity {
  switch (node.type) {
    case 'IdSelector':
      return [1, 0, 0];
    case 'ClassSelector':
    case 'AttributeSelector':
      return [0, 1, 0];
    case 'TypeSelector':
      return node.name === '*' ? NONE : [0, 0, 1];
    case 'PseudoClassSelector':
      return ofPseudoClass(node.name.toLowerCase(), node.children?.toArray()[0]);
    default:
      return NONE;
  }
}

/** The most specific of those in the brackets counts; `:where()` counts nothing. */
function ofPseudoClass(name: string, list: CssNode | undefined): Specificity {
  if (name === 'where') return NONE;
  if (list?.type !== 'SelectorList') return [0, 1, 0];
  return list.children
    .toArray()
    .map((one) => (one.type === 'Selector' ? specificityOf(one) : NONE))
    .reduce((most, one) => (compareSpecificity(one, most) > 0 ? one : most), NONE);
}

function plus(one: Specificity, other: Specificity): Specificity {
  return [one[0] + other[0], one[1] + other[1], one[2] + other[2]];
}
