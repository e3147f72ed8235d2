/** What a name becomes that there is no room for: every label value is a time series that somebody keeps. */
export const OTHER = 'other';

/** The first `limit` names as they are, every later one as `other`. */
export class BoundedLabels {
  private readonly names = new Set<string>();

  constructor(private readonly limit: number) {}

  of(name: string): string {
    if (this.names.has(name)) return name;
    if (this.names.size >= this.limit) return OTHER;
    this.names.add(name);
    return name;
  }
}
