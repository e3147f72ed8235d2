import { createSocket, type RemoteInfo } from 'node:dgram';

export type RecordType = 'A' | 'AAAA';

/** `cname` stands before its address, as a server that follows it would answer. */
export type DnsAnswer =
  | { readonly addresses: readonly string[]; readonly cname?: string }
  | { readonly code: 'SERVFAIL' | 'NXDOMAIN' | 'REFUSED' }
  | 'silence'
  | 'garbage';

/** `asked`: how often this name and type were asked before. */
export type Zone = (type: RecordType, asked: number) => DnsAnswer;

const TYPES: Readonly<Record<number, RecordType>> = { 1: 'A', 28: 'AAAA' };
const CODES = { SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 } as const;
const HEADER_BYTES = 12;

/** A real DNS server on loopback UDP, as far as a resolver needs one. Its answers may be lies and change. */
export class DnsServer {
  readonly asked = new Map<string, number>();
  private readonly socket = createSocket('udp4');

  constructor(private readonly zones: ReadonlyMap<string, Zone>) {}

  async start(): Promise<this> {
    this.socket.on('message', (query, sender) => this.answer(query, sender));
    await new Promise<void>((resolve) => this.socket.bind(0, '127.0.0.1', resolve));
    return this;
  }

  get address(): string {
    return `127.0.0.1:${this.socket.address().port}`;
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.socket.close(resolve));
  }

  private answer(query: Buffer, sender: RemoteInfo): void {
    const { name, type, end } = question(query);
    const key = `${type} ${name}`;
    const asked = this.asked.get(key) ?? 0;
    this.asked.set(key, asked + 1);
    const answer = this.zones.get(name)?.(type, asked) ?? { code: 'NXDOMAIN' as const };
    if (answer === 'silence') return;
    const message =
      answer === 'garbage' ? Buffer.from('garbage') : response(query.subarray(0, end), type, answer);
    this.socket.send(message, sender.port, sender.address);
  }
}

function question(query: Buffer): { name: string; type: RecordType; end: number } {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return {
    name: labels.join('.').toLowerCase(),
    type: TYPES[query.readUInt16BE(at + 1)] ?? 'A',
    end: at + 5,
  };
}

function response(query: Buffer, type: RecordType, answer: Exclude<DnsAnswer, string>): Buffer {
  const records = 'code' in answer ? [] : recordsOf(type, answer);
  const head = Buffer.from(query);
  head.writeUInt16BE(0x8180 | ('code' in answer ? CODES[answer.code] : 0), 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(records.length, 6);
  head.writeUInt32BE(0, 8);
  return Buffer.concat([head, ...records]);
}

function recordsOf(
  type: RecordType,
  { addresses, cname }: { addresses: readonly string[]; cname?: string },
): Buffer[] {
  const owner = cname === undefined ? Buffer.from([0xc0, HEADER_BYTES]) : encodedName(cname);
  const data = addresses.map((address) => record(owner, type === 'A' ? 1 : 28, bytesOf(address)));
  if (cname === undefined) return data;
  return [record(Buffer.from([0xc0, HEADER_BYTES]), 5, encodedName(cname)), ...data];
}

function record(owner: Buffer, type: number, data: Buffer): Buffer {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(type, 0);
  fixed.writeUInt16BE(1, 2);
  fixed.writeUInt16BE(data.length, 8);
  return Buffer.concat([owner, fixed, data]);
}

function encodedName(name: string): Buffer {
  const labels = name
    .split('.')
    .map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
  return Buffer.concat([...labels, Buffer.from([0])]);
}

function bytesOf(address: string): Buffer {
  if (!address.includes(':')) return Buffer.from(address.split('.').map(Number));
  // WHATWG writes any IPv6 address in hexadecimal groups.
  const [head = '', tail] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split('::');
  const left = head.split(':').filter(Boolean);
  const right = (tail ?? '').split(':').filter(Boolean);
  const groups = [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  return Buffer.from(groups.map((group) => group.padStart(4, '0')).join(''), 'hex');
}
