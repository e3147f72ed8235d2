import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';

/** Ids of ours have 19 characters. */
const LONGEST_ID = 200;

export class ResumeRequest {
  @ApiProperty({ type: String })
  @Matches(/^[\w-]{1,64}$/, { message: 'must be the id of an answer' })
  response_id!: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 0, description: '`seq` of the last event you have.' })
  @Max(1_000_000_000, { message: 'must be the seq of an event' })
  @Min(0, { message: 'must be at least 0' })
  @IsInt({ message: 'must be a whole number' })
  @IsOptional()
  after_seq?: number | null;
}

export class CancelRequest {
  @ApiProperty({ type: String })
  @MaxLength(LONGEST_ID, { message: 'must be the response_id of chat:create’s acknowledgement' })
  @IsString({ message: 'must be the response_id of chat:create’s acknowledgement' })
  response_id!: string;
}

export class AnswerId {
  @ApiProperty({ type: String, description: '`id` of an answer.', example: 'chat-T1k2mZkq0y8c5A' })
  @Matches(/^[\w-]{1,64}$/, { message: 'must be the id of an answer' })
  id!: string;
}
