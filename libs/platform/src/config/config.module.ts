import { type DynamicModule, Module } from '@nestjs/common';
import { ConfigModule as NestConfigModule } from '@nestjs/config';
import { AppConfig } from './app-config.js';
import { readEnvironment } from './environment.js';
import { loadConfig } from './load-config.js';

/**
 * Gives everybody the `AppConfig`, and Nest's own `ConfigService` the same values by path
 * (`config.get('server.port')`). Nest reads no file and no variable itself: there is one reading, checked as a
 * whole, and a value cannot mean two things.
 */
@Module({})
export class ConfigModule {
  static async forRoot(config: AppConfig = loadConfig(readEnvironment())): Promise<DynamicModule> {
    const nestConfig = await NestConfigModule.forRoot({
      isGlobal: true,
      cache: true,
      ignoreEnvFile: true,
      validatePredefined: false,
      skipProcessEnv: true,
      load: [() => config],
    });
    return {
      module: ConfigModule,
      global: true,
      imports: [nestConfig],
      providers: [{ provide: AppConfig, useValue: config }],
      exports: [AppConfig],
    };
  }
}
