import * as parsers from './parsers.js';

type Parser = (text: string) => unknown;

describe('parsers', () => {
  it.each<[string, Parser, string, unknown]>([
    ['boolean', parsers.boolean, 'TRUE', true],
    ['boolean', parsers.boolean, '0', false],
    ['logLevel', parsers.logLevel, 'warning', 'warn'],
    ['host', parsers.host, '::1', '::1'],
    ['money', parsers.money, '100.00', '100.00'],
    ['oneOf', parsers.oneOf('json', 'text'), 'JSON', 'json'],
    ['wholeNumber', parsers.wholeNumber(1, 3), '3', 3],
    ['share', parsers.share, '0.55', 0.55],
    ['share', parsers.share, '1', 1],
    ['orOff', parsers.orOff(parsers.money), 'Off', 'off'],
    ['webUrl', parsers.webUrl, 'https://x.example/v1//', 'https://x.example/v1'],
    ['timezone', parsers.timezone, 'europe/vienna', 'Europe/Vienna'],
    ['timezone', parsers.timezone, 'utc', 'UTC'],
    [
      'origins',
      parsers.origins,
      'https://A.example/, http://b:3000,',
      ['https://a.example', 'http://b:3000'],
    ],
    ['origins', parsers.origins, '*', ['*']],
    [
      'secondsByModel',
      parsers.secondsByModel(120),
      'o3=110, gpt-4.1=30',
      new Map([
        ['o3', 110],
        ['gpt-4.1', 30],
      ]),
    ],
    ['nat64Prefixes', parsers.nat64Prefixes, '2001:db8::/96, 2a00::/32', ['2001:db8::/96', '2a00::/32']],
    ['emails', parsers.emails, 'a@b.example, c@d', ['a@b.example', 'c@d']],
    [
      'apiKeys',
      parsers.apiKeys,
      'a, b:finance, c; team = Tier 2 ;organisation=acme;cost_center=47.11',
      [
        { key: 'a', roles: ['chat'], organisation: 'default', team: null, costCenter: null },
        { key: 'b', roles: ['finance'], organisation: 'default', team: null, costCenter: null },
        { key: 'c', roles: ['chat'], organisation: 'acme', team: 'Tier 2', costCenter: '47.11' },
      ],
    ],
  ])('%s reads %s', (_name, parse, text, value) => {
    expect(parse(text)).toEqual(value);
  });

  it.each<[string, Parser, string, string]>([
    ['boolean', parsers.boolean, 'on', 'use true or false'],
    ['logLevel', parsers.logLevel, 'loud', 'DEBUG, INFO, WARNING, ERROR'],
    ['host', parsers.host, 'a b', 'use a host name'],
    ['money', parsers.money, '1e3', 'use a plain decimal number'],
    ['money', parsers.money, '-1', 'use a plain decimal number'],
    ['wholeNumber', parsers.wholeNumber(1, 3), '4', 'use a whole number from 1 to 3'],
    ['wholeNumber', parsers.wholeNumber(1, 3), '1.5', 'use a whole number from 1 to 3'],
    ['orOff', parsers.orOff(parsers.money), 'x', 'like 100.00, or off'],
    ['url', parsers.url('redis', 'rediss'), 'http://x', 'redis:// or rediss://'],
    ['url', parsers.webUrl, 'nonsense', 'https:// or http://'],
    ['timezone', parsers.timezone, 'Vienna', 'Europe/Vienna'],
    ['timezone', parsers.timezone, '+02:00', 'no offset'],
    ['timezone', parsers.timezone, 'CET', 'no offset'],
    ['timezone', parsers.timezone, 'EST5EDT', 'no offset'],
    ['timezone', parsers.timezone, 'Mars/Olympus', 'no offset'],
    ['origins', parsers.origins, 'https://a.example/path', 'use origins like'],
    ['origins', parsers.origins, 'file:///x', 'use origins like'],
    ['origins', parsers.origins, 'a.example', 'use origins like'],
    ['secondsByModel', parsers.secondsByModel(120), 'o3=121', 'use model=seconds, up to 120'],
    ['secondsByModel', parsers.secondsByModel(120), 'o3=1,o3=2', 'use model=seconds'],
    ['secondsByModel', parsers.secondsByModel(120), 'o3', 'use model=seconds'],
    ['nat64Prefixes', parsers.nat64Prefixes, '2001:db8::/80', 'use IPv6 prefixes of 32'],
    ['nat64Prefixes', parsers.nat64Prefixes, '10.0.0.0/32', 'use IPv6 prefixes of 32'],
    ['emails', parsers.emails, 'nobody', 'use e-mail addresses'],
    ['apiKeys', parsers.apiKeys, 'a:root', 'mend entry 1'],
    ['apiKeys', parsers.apiKeys, 'a;tema=support', 'behind a semicolon stand team='],
    ['apiKeys', parsers.apiKeys, 'a;team=', 'behind a semicolon stand team='],
    ['apiKeys', parsers.apiKeys, 'a;team=x;team=y', 'each once'],
    ['apiKeys', parsers.apiKeys, 'a;team=x=y', 'each once'],
    ['apiKeys', parsers.apiKeys, 'a,b c', 'mend entry 2'],
    ['apiKeys', parsers.apiKeys, 'a:chat:admin', 'mend entry 1'],
    ['apiKeys', parsers.apiKeys, 'a,b,a:admin', 'take out entry 3'],
  ])('%s refuses %s and says the remedy', (_name, parse, text, remedy) => {
    expect(() => parse(text)).toThrow(parsers.WrongValue);
    expect(() => parse(text)).toThrow(remedy);
  });
});
