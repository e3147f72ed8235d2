import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { AppConfig, Clock } from '@app/platform';
import { FakeClock } from '@app/platform/testing';
import { PageReader } from './page-reader.js';
import { PagesModule } from './pages.module.js';

const start = (provider: string) => {
  @Global()
  @Module({
    providers: [
      {
        provide: AppConfig,
        useValue: {
          search: { provider, nat64Prefixes: ['2a00:64::/96'] },
          sandbox: { url: 'http://127.0.0.1:9' },
        },
      },
      { provide: Clock, useValue: new FakeClock() },
    ],
    exports: [AppConfig, Clock],
  })
  class Floor {}
  return Test.createTestingModule({ imports: [Floor, PagesModule] }).compile();
};

describe(PagesModule.name, () => {
  it.each([
    ['sandbox', 'http://honest.com/', 'unreachable'],
    ['searxng', 'http://honest.com/', 'not-https'],
    ['searxng', 'https://10.0.0.1/', 'private-address'],
  ])('where we search with %s, %s is %s', async (provider, url, code) => {
    const app = await start(provider);
    expect(await app.get(PageReader, { strict: false }).read(url)).toMatchObject({ state: 'blocked', code });
    await app.close();
  });
});
