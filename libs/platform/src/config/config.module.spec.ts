import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { Test } from '@nestjs/testing';
import { AppConfig } from './app-config.js';
import { ConfigModule } from './config.module.js';
import { readEnvironment } from './environment.js';
import { loadConfig } from './load-config.js';

@Injectable()
class Reader {
  constructor(
    readonly config: AppConfig,
    readonly nest: ConfigService,
  ) {}
}

describe(ConfigModule.name, () => {
  it('gives everybody the one configuration, also by Nest’s own paths', async () => {
    const config = loadConfig({ PORT: '1234', TAVILY_API_KEY: 'canary' });
    const module = await Test.createTestingModule({
      imports: [ConfigModule.forRoot(config)],
      providers: [Reader],
    }).compile();
    const reader = module.get(Reader);
    expect(reader.config).toBe(config);
    expect(reader.nest.get('server.port')).toBe(1234);
    expect(reader.nest.get('PATH')).toBeUndefined();
    expect(Object.values(process.env)).not.toContain('canary');
    await module.close();
  });
});

describe(readEnvironment.name, () => {
  it('reads .env below the real environment, and leaves that as it is', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'env-'));
    await writeFile(join(directory, '.env'), 'PATH=/nowhere\nSEEN_ONCE="a # b"  # a comment\n');
    const env = readEnvironment(directory);
    expect(env.SEEN_ONCE).toBe('a # b');
    expect(env.PATH).toBe(process.env.PATH);
    expect(process.env.SEEN_ONCE).toBeUndefined();
    await rm(directory, { recursive: true });
  });

  it('needs no .env', () => {
    expect(readEnvironment(tmpdir()).PATH).toBe(process.env.PATH);
  });
});
