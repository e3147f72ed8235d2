import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import type { SearchRecency } from '@app/search';
import { HOST_NAME, NO_NUL, NUL_MESSAGE, VISIBLE } from '../pipes/text-rules.js';

/** Characters (Unicode code points) a message may have. */
export const LONGEST_MESSAGE = 32_000;
const LONGEST_NAME = 200;
const RECENCIES = ['day', 'week', 'month', 'year'] as const;

// Rules are checked from the bottom up, and the first that is broken is told.
@ApiSchema({ description: 'All of them optional; what is left out has the deployment’s default.' })
export class ChatOptions {
  @ApiPropertyOptional({ type: String, example: 'gpt-4o-mini', description: 'One of `GET /v1/models`.' })
  @MaxLength(LONGEST_NAME, { message: `must be at most ${LONGEST_NAME} characters` })
  @IsString({ message: 'must be the name of a model, as GET /v1/models lists them' })
  @IsOptional()
  model?: string | null;

  @ApiPropertyOptional({
    type: String,
    example: 'openai',
    description: 'Who answers, where a model is offered by several.',
  })
  @MaxLength(LONGEST_NAME, { message: `must be at most ${LONGEST_NAME} characters` })
  @IsString({ message: 'must be the name of a provider, as GET /v1/models lists them' })
  @IsOptional()
  provider?: string | null;

  @ApiPropertyOptional({
    type: Boolean,
    example: true,
    description: 'Whether the web is searched for sources.',
  })
  @IsBoolean({ message: 'must be true or false' })
  @IsOptional()
  search_enabled?: boolean | null;

  @ApiPropertyOptional({
    type: [String],
    maxItems: 20,
    example: ['github.com'],
    description: 'Only these hosts and what is below them.',
  })
  @Matches(HOST_NAME, {
    each: true,
    message: 'must list host names such as docs.example.com, without scheme, port or path',
  })
  @ArrayMaxSize(20, { message: 'must list at most 20 host names' })
  @IsArray({ message: 'must be a list of host names' })
  @IsOptional()
  search_domains?: string[] | null;

  @ApiPropertyOptional({
    type: String,
    enum: RECENCIES,
    description:
      'No sources that are known to be older. Those of unknown age are used, and named by the warning `recency-unknown`.',
  })
  @IsIn(RECENCIES, { message: 'must be day, week, month or year' })
  @IsOptional()
  search_recency?: SearchRecency | null;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 32_768,
    example: 1000,
    description: 'Tokens the answer may have.',
  })
  @Max(32_768, { message: 'must be at most 32768' })
  @Min(1, { message: 'must be at least 1' })
  @IsInt({ message: 'must be a whole number from 1 to 32768' })
  @IsOptional()
  max_tokens?: number | null;

  @ApiPropertyOptional({ type: Number, minimum: 0, maximum: 2, example: 0.2 })
  @Max(2, { message: 'must be at most 2' })
  @Min(0, { message: 'must be at least 0' })
  @IsNumber({}, { message: 'must be a number from 0 to 2' })
  @IsOptional()
  temperature?: number | null;

  @ApiPropertyOptional({
    type: String,
    maxLength: LONGEST_MESSAGE,
    description: 'Your own instructions to the model.',
  })
  @Matches(NO_NUL, { message: NUL_MESSAGE })
  @MaxLength(LONGEST_MESSAGE, { message: `must be at most ${LONGEST_MESSAGE} characters` })
  @IsString({ message: 'must be text' })
  @IsOptional()
  system?: string | null;
}

export class ChatRequest {
  @ApiProperty({
    type: String,
    minLength: 1,
    maxLength: LONGEST_MESSAGE,
    example: 'How do I open a circuit breaker with cockatiel?',
  })
  @Matches(NO_NUL, { message: NUL_MESSAGE })
  @Matches(VISIBLE, { message: 'must not be empty; write the question' })
  @MaxLength(LONGEST_MESSAGE, { message: `must be at most ${LONGEST_MESSAGE} characters` })
  @IsString({ message: `must be text of 1 to ${LONGEST_MESSAGE} characters` })
  message!: string;

  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    description: 'Goes on with this conversation; left out, a new one begins.',
  })
  @IsUUID('all', { message: 'must be a UUID, as `conversation_id` of an earlier answer' })
  @IsOptional()
  conversation_id?: string | null;

  @ApiPropertyOptional({ type: ChatOptions })
  @Type(() => ChatOptions)
  @ValidateNested({ message: 'must be an object' })
  @IsObject({ message: 'must be an object' })
  @IsOptional()
  options?: ChatOptions | null;

  @ApiPropertyOptional({
    type: Boolean,
    description:
      'You may come back: the answer goes on for a while when you lose your connection, and its events can be had again. The header `Prefer: resumable` says the same.',
  })
  @IsBoolean({ message: 'must be true or false' })
  @IsOptional()
  resumable?: boolean | null;
}

/** A socket has no headers: what `X-Request-Timeout` says over HTTP is in the body. */
export class CreateRequest extends ChatRequest {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    description: 'Milliseconds after which you no longer wait; at most 600000.',
  })
  @Max(999_999_999, { message: 'must have at most nine digits' })
  @Min(1, { message: 'must be at least 1' })
  @IsInt({ message: 'must be a whole number of milliseconds, at least 1' })
  @IsOptional()
  timeout_ms?: number | null;
}
