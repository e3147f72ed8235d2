import { Controller, Delete, Get, Header, HttpCode, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@app/access';
import { Conversations, type ConversationDetail, type ConversationPage } from '@app/chat';
import { AppError } from '@app/platform';
import { Roles } from '../guards/roles.decorator.js';
import { CurrentCaller } from '../guards/caller.js';
import { ConversationId, PageQuery } from './conversation.dto.js';
import { ApiEraseConversation, ApiListConversations, ApiReadConversation } from './conversations.openapi.js';

const DEFAULT_LIMIT = 20;

@ApiTags('conversations')
@Roles('chat')
@Controller('v1/conversations')
export class ConversationsController {
  constructor(private readonly conversations: Conversations) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiListConversations()
  list(@Query() page: PageQuery, @CurrentCaller() caller: Caller): Promise<ConversationPage> {
    return this.conversations.list(caller.ownerId, {
      limit: page.limit ?? DEFAULT_LIMIT,
      cursor: page.cursor,
    });
  }

  @Get(':id')
  @Header('Cache-Control', 'no-store')
  @ApiReadConversation()
  read(@Param() { id }: ConversationId, @CurrentCaller() caller: Caller): Promise<ConversationDetail> {
    return this.conversations.read(caller.ownerId, id);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiEraseConversation()
  async erase(@Param() { id }: ConversationId, @CurrentCaller() caller: Caller): Promise<void> {
    if (await this.conversations.erase(caller.ownerId, id)) return;
    throw new AppError('not-found', 'conversation-not-found', 'There is no such conversation.');
  }
}
