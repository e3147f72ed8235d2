import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The same expression as in CostQueries, or the index is not used: a request's id without what makes it unique. */
const NAME = `split_part(request_id, '~', 1)`;

/** Clients may use one X-Request-ID for many requests: they are found by it and told apart. */
export class RequestsByName1763800000105 implements MigrationInterface {
  readonly name = 'RequestsByName1763800000105';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX attempts_by_request_name ON attempts (${NAME})`);
    await runner.query('DROP INDEX attempts_by_request');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX attempts_by_request ON attempts (request_id)');
    await runner.query('DROP INDEX attempts_by_request_name');
  }
}
