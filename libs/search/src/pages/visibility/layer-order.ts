/** The place of a cascade layer, from its outermost one inwards. What is in none comes after all of them. */
export type Layer = readonly number[];

export const NO_LAYER: Layer = [];

/** Numbers cascade layers in the order in which a page first names them, as the cascade goes by it. */
export class LayerOrder {
  private readonly places = new Map<string, Layer>();
  private nameless = 0;

  /** `theme.dark` is a layer in a layer; `null` is one that nobody else can mean. */
  of(outer: Layer, name: string | null): Layer {
    if (name === null) return this.within(outer, `\0${(this.nameless += 1)}`);
    return name.split('.').reduce<Layer>((layer, part) => this.within(layer, part), outer);
  }

  private within(outer: Layer, name: string): Layer {
    const key = `${outer.join('.')} ${name}`;
    let place = this.places.get(key);
    if (place === undefined) {
      place = [...outer, this.places.size];
      this.places.set(key, place);
    }
    return place;
  }
}

/** Positive where `one` wins over `other`; what stands in a layer itself wins over the layers in it. */
export function compareLayers(one: Layer, other: Layer): number {
  for (let at = 0; at < Math.max(one.length, other.length); at += 1) {
    const difference = (one[at] ?? Infinity) - (other[at] ?? Infinity);
    if (difference !== 0 && !Number.isNaN(difference)) return difference;
  }
  return 0;
}
