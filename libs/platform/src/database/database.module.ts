import { Logger, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AppConfig } from '../config/app-config.js';
import { SystemClock } from '../time/system-clock.js';
import { connectDatabase } from './connect-database.js';
import { createDataSource, type MigrationClass } from './data-source.js';
import { ensureDatabase } from './ensure-database.js';
import { migrate } from './migrate.js';

const connectPatienceMs = 30_000;

/** The database for everyone, by the token `DataSource`: connected and migrated before anybody gets it. */
@Module({})
export class DatabaseModule {
  static forRoot({ migrations }: { migrations: readonly MigrationClass[] }): DynamicModule {
    return {
      module: DatabaseModule,
      // Global also means last to be shut down, when everyone else has written what they had.
      global: true,
      providers: [
        {
          provide: OpenDatabase,
          inject: [AppConfig],
          useFactory: (config: AppConfig) => OpenDatabase.open(config, migrations),
        },
        {
          provide: DataSource,
          inject: [OpenDatabase],
          useFactory: ({ dataSource }: OpenDatabase) => dataSource,
        },
      ],
      exports: [DataSource],
    };
  }
}

class OpenDatabase implements OnApplicationShutdown {
  private constructor(
    readonly dataSource: DataSource,
    private readonly stopServer: () => Promise<void>,
  ) {}

  static async open(config: AppConfig, migrations: readonly MigrationClass[]): Promise<OpenDatabase> {
    const logger = new Logger('Database');
    const server = await ensureDatabase(config);
    const { poolSize } = config.database;
    const dataSource = createDataSource({
      url: server.url,
      poolSize,
      migrations,
      applicationName: config.app.name,
    });
    const database = new OpenDatabase(dataSource, () => server.stop());
    try {
      await connectDatabase(dataSource, {
        clock: new SystemClock(),
        patienceMs: connectPatienceMs,
        onRetry: (detail) => logger.warn(detail),
      });
      const done = await migrate(dataSource);
      if (done.length > 0) logger.log(`Migrated the database: ${done.join(', ')}`);
      return database;
    } catch (error) {
      await database.onApplicationShutdown();
      throw error;
    }
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
    await this.stopServer();
  }
}
