interface Row {
  ways: number;
  connections: number;
}

/** What the hostile addresses came to, by their kind: `SHOW_FIGURES=1 npx jest hostile-urls --selectProjects medium`. */
export class SsrfTable {
  private readonly rows = new Map<string, Row>();
  private twin = 0;

  /** `connections`: made or tried to anything private. */
  note(kind: string, connections: number): void {
    const row = this.rows.get(kind) ?? { ways: 0, connections: 0 };
    this.rows.set(kind, { ways: row.ways + 1, connections: row.connections + connections });
  }

  noteTwin(connections: number): void {
    this.twin += connections;
  }

  print(): void {
    if (!process.env['SHOW_FIGURES']) return;
    const rows = [...this.rows].map(([kind, { ways, connections }]) => line(kind, ways, connections));
    const all = [...this.rows.values()];
    const ways = all.reduce((sum, row) => sum + row.ways, 0);
    const connections = all.reduce((sum, row) => sum + row.connections, 0);
    const twin = line('broken twin (resolves again)', 1, this.twin);
    process.stdout.write(
      `${[line('kind', 'ways', 'connections to anything private'), '|---|---|---|', ...rows, line('all', ways, connections), twin].join('\n')}\n`,
    );
  }
}

function line(...cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`;
}

const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^(?!https?:)/i, 'other scheme, or no URL'],
  [/^https?:\/*[^/?#]*@/i, 'user name in the address'],
  [/^https?:\/*\[/i, 'IPv6 literal: loopback, mapped, NAT64, 6to4, Teredo, local'],
  [/^https?:\/*(?:\d{1,3}\.){3}\d{1,3}[.:/]/i, 'IPv4 literal: private and special-purpose'],
  [/^https?:\/*[^/]*[^ -~]/i, 'other digits, dots and signs'],
  [/^https?:\/*(?:0x|0\d|\d|%)[^/]*/i, 'IPv4 as one number, octal, hexadecimal, short, escaped'],
];

/** What an address tries. */
export function kindOfUrl(url: string): string {
  return KINDS.find(([pattern]) => pattern.test(url))?.[1] ?? 'name that is none of the Internet, port, form';
}
