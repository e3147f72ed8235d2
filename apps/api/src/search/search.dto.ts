import { ApiProperty, ApiPropertyOptional, ApiSchema, PickType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { ChatOptions } from '../chat/chat.dto.js';
import { VISIBLE } from '../pipes/text-rules.js';

/** What every engine takes; a longer one would be cut without a word. */
const LONGEST_QUERY = 400;
/** Brave and Tavily give no more. */
const MOST_RESULTS = 20;

// Rules are checked from the bottom up, and the first that is broken is told.
@ApiSchema({ description: 'All of them optional, with the names and rules they have in a chat.' })
export class SearchOptions extends PickType(ChatOptions, ['search_domains', 'search_recency'] as const) {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: MOST_RESULTS,
    description: 'The most sources wanted; left out, as many as an answer gets.',
  })
  @Max(MOST_RESULTS, { message: `must be at most ${MOST_RESULTS}` })
  @Min(1, { message: 'must be at least 1' })
  @IsInt({ message: `must be a whole number from 1 to ${MOST_RESULTS}` })
  @IsOptional()
  max_results?: number | null;
}

export class SearchBody {
  @ApiProperty({
    type: String,
    minLength: 1,
    maxLength: LONGEST_QUERY,
    example: 'open a circuit breaker with cockatiel',
  })
  @Matches(VISIBLE, { message: 'must not be empty; write what to look for' })
  @MaxLength(LONGEST_QUERY, { message: `must be at most ${LONGEST_QUERY} characters` })
  @IsString({ message: `must be text of 1 to ${LONGEST_QUERY} characters` })
  query!: string;

  @ApiPropertyOptional({ type: SearchOptions })
  @Type(() => SearchOptions)
  @ValidateNested({ message: 'must be an object' })
  @IsObject({ message: 'must be an object' })
  @IsOptional()
  options?: SearchOptions | null;
}
