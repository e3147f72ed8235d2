import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  ValidateIf,
} from 'class-validator';
import type { BudgetPeriod, BudgetScope } from '@app/cost';

const LONGEST_NAME = 200;
const MOST_THRESHOLDS = 10;
const SCOPES = ['organisation', 'team', 'key', 'model'] as const satisfies readonly BudgetScope[];
const PERIODS = ['day', 'month'] as const satisfies readonly BudgetPeriod[];
/** What the ledger's `numeric(30,12)` holds, with room for a sum. */
const DECIMAL = /^\d{1,15}(?:\.\d{1,12})?$/;
const DECIMAL_MESSAGE = 'must be US dollars as a decimal string such as "12.50", with at most 12 decimals';
const LIMIT_MESSAGE = `${DECIMAL_MESSAGE}; null for no limit`;
/** PostgreSQL's text holds every character but this one; control characters are nobody's name. */
const PRINTABLE = /^[^\p{Cc}]+$/u;
const PRINTABLE_MESSAGE = 'must be text of at least one character, without control characters';

// Rules are checked from the bottom up, and the first that is broken is told.
@ApiSchema({ description: 'How much may be spent on what, in which window.' })
export class BudgetBody {
  @ApiProperty({ type: String, maxLength: LONGEST_NAME, example: 'Support team, monthly' })
  @Matches(PRINTABLE, { message: PRINTABLE_MESSAGE })
  @MaxLength(LONGEST_NAME, { message: `must be at most ${LONGEST_NAME} characters` })
  @IsString({ message: 'must be text' })
  name!: string;

  @ApiProperty({ type: String, enum: SCOPES, example: 'team' })
  @IsIn(SCOPES, { message: 'must be organisation, team, key or model' })
  scope!: BudgetScope;

  @ApiPropertyOptional({
    type: String,
    example: 'support',
    description: 'The organisation, team, key id or model; left out, the organisation of your key.',
  })
  @Matches(PRINTABLE, { message: PRINTABLE_MESSAGE })
  @MaxLength(LONGEST_NAME, { message: `must be at most ${LONGEST_NAME} characters` })
  @IsString({ message: 'must be text' })
  @IsOptional()
  subject?: string | null;

  @ApiProperty({ type: String, enum: PERIODS, example: 'month' })
  @IsIn(PERIODS, { message: 'must be day or month' })
  period!: BudgetPeriod;

  @ApiPropertyOptional({
    type: String,
    example: 'Europe/Vienna',
    description: 'At whose midnight a window begins; left out, REPORTING_TIMEZONE.',
  })
  @MaxLength(64, { message: 'must be an IANA time zone such as Europe/Vienna' })
  @IsString({ message: 'must be an IANA time zone such as Europe/Vienna' })
  @IsOptional()
  timezone?: string | null;

  // Required: left out by mistake, a PUT would take the limit away.
  @ApiProperty({
    type: String,
    nullable: true,
    example: '250.00',
    description: 'USD. Over it requests are refused; 0 blocks; null only warns.',
  })
  @Matches(DECIMAL, { message: LIMIT_MESSAGE })
  @IsString({ message: LIMIT_MESSAGE })
  @ValidateIf(({ limit_usd }: BudgetBody) => limit_usd !== null)
  limit_usd!: string | null;

  @ApiPropertyOptional({
    type: [String],
    maxItems: MOST_THRESHOLDS,
    example: ['125.00', '200.00', '250.00'],
    description: 'USD, ascending, at which a warning is due.',
  })
  @Matches(DECIMAL, { each: true, message: DECIMAL_MESSAGE })
  @ArrayMaxSize(MOST_THRESHOLDS, { message: `must list at most ${MOST_THRESHOLDS} amounts` })
  @IsArray({ message: 'must be a list of amounts' })
  @IsOptional()
  soft_thresholds_usd?: string[] | null;
}

export class BudgetId {
  @ApiProperty({ type: String, format: 'uuid' })
  @IsUUID('all', { message: 'must be a UUID, as GET /v1/budgets lists them' })
  id!: string;
}

export class CostRequestId {
  @ApiProperty({
    type: String,
    example: 'req-VfEXLqbmzXYq3g',
    description:
      'X-Request-ID of the answer; where several requests had the same, the ledger’s own id of one of them.',
  })
  @Matches(/^[\w.~-]{1,160}$/, { message: 'must be the id of a request, as X-Request-ID had it' })
  request_id!: string;
}
