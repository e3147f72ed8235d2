import { Test } from '@nestjs/testing';
import { Logger, PinoLogger } from 'nestjs-pino';
import { ConfigModule } from '../config/config.module.js';
import { loadConfig } from '../config/load-config.js';
import { loggingParams, LoggingModule } from './logging.module.js';

describe(LoggingModule.name, () => {
  it('gives Nest and everybody the one logger', async () => {
    const lines: string[] = [];
    const module = await Test.createTestingModule({
      imports: [
        ConfigModule.forRoot(loadConfig({ APP_NAME: 'told' })),
        LoggingModule.forRoot({ destination: { write: (line) => void lines.push(line) } }),
      ],
    }).compile();
    module.get(Logger).log('started', 'Boot');
    (await module.resolve(PinoLogger)).error(new RangeError('too far'));
    module.get(Logger).error(new RangeError('too far'));
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({ service: 'told', level: 'INFO', message: 'started', context: 'Boot' }),
      expect.objectContaining({ level: 'ERROR', error: expect.objectContaining({ message: 'too far' }) }),
      expect.objectContaining({ level: 'ERROR', err: expect.objectContaining({ name: 'RangeError' }) }),
    ]);
    await module.close();
  });

  it('writes to standard output unless it is told otherwise', () => {
    const { pinoHttp } = loggingParams(loadConfig({ ENVIRONMENT: 'staging' }));
    expect(pinoHttp).toEqual([
      expect.objectContaining({ level: 'info' }),
      expect.objectContaining({ fd: 1 }),
    ]);
  });
});
