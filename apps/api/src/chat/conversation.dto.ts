import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, IsString, IsUUID, Matches, Max, MaxLength, Min } from 'class-validator';
import { NO_NUL, NUL_MESSAGE } from '../pipes/text-rules.js';

const LONGEST_CURSOR = 200;

export class ConversationId {
  @ApiProperty({ type: String, format: 'uuid' })
  @IsUUID('all', { message: 'must be a UUID' })
  id!: string;
}

/** A query holds text; `1e2` and `0x10` are numbers to JavaScript and to nobody else. */
function wholeNumber(value: unknown): unknown {
  return typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
}

export class PageQuery {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 100, default: 20 })
  @Max(100, { message: 'must be at most 100' })
  @Min(1, { message: 'must be at least 1' })
  @IsInt({ message: 'must be a whole number from 1 to 100' })
  @Transform(({ value }: { value: unknown }) => wholeNumber(value))
  @IsOptional()
  limit?: number;

  @ApiPropertyOptional({ type: String, description: '`next_cursor` of the page before.' })
  @Matches(NO_NUL, { message: NUL_MESSAGE })
  @MaxLength(LONGEST_CURSOR, { message: 'must be the next_cursor of the page before' })
  @IsString({ message: 'must be the next_cursor of the page before' })
  @IsOptional()
  cursor?: string;
}
