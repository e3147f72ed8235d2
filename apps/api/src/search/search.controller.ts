import { Body, Controller, Header, HttpCode, Post, Req, Res, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type SearchQuestion, type SearchResponse, SearchService } from '@app/chat';
import { AppConfig, Clock } from '@app/platform';
import type { Request, Response } from 'express';
import { abortOnClose } from '../chat/abort-on-close.js';
import {
  accountOf,
  ChatExchange,
  CurrentExchange,
  redactionOf,
  type RedactedQuestion,
} from '../chat/exchange.js';
import { requestDeadline } from '../chat/request-deadline.js';
import { Roles } from '../guards/roles.decorator.js';
import { CostInterceptor } from '../interceptors/cost.interceptor.js';
import { DatabaseInterceptor } from '../interceptors/database.interceptor.js';
import { PiiInterceptor } from '../interceptors/pii.interceptor.js';
import { RunningAnswers } from '../lifecycle/running-answers.js';
import { SearchBody } from './search.dto.js';
import { ApiSearch } from './search.openapi.js';

/** The sources an answer would get, without the answer. */
@ApiTags('search')
@Roles('chat')
@Controller('v1/search')
export class SearchController {
  constructor(
    private readonly searches: SearchService,
    private readonly running: RunningAnswers,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  @Post()
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @UseInterceptors(PiiInterceptor, CostInterceptor, DatabaseInterceptor)
  @ApiSearch()
  async search(
    @Body() body: SearchBody,
    @CurrentExchange() exchange: ChatExchange,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SearchResponse> {
    const question = searchQuestionOf(body, redactionOf(exchange));
    const timeout = request.headers['x-request-timeout'];
    const deadline = requestDeadline(timeout, this.config.server.requestTimeoutMs, this.clock.now());
    const account = accountOf(exchange);
    return this.running.run(async (controller) => {
      abortOnClose(response, controller);
      const found = await this.searches.find(question, { account, signal: controller.signal, deadline });
      exchange.end('success', found);
      return found;
    });
  }
}

function searchQuestionOf({ options }: SearchBody, redacted: RedactedQuestion): SearchQuestion {
  return {
    query: redacted.message,
    limit: options?.max_results ?? undefined,
    domains: options?.search_domains ?? undefined,
    recency: options?.search_recency ?? undefined,
    redactions: redacted.counts,
  };
}
