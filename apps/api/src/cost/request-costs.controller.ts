import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@app/access';
import { CostQueries } from '@app/cost';
import { CurrentCaller } from '../guards/caller.js';
import { Roles } from '../guards/roles.decorator.js';
import { CostRequestId } from './budget.dto.js';
import { requestCostReport, type RequestCostReport } from './request-cost-report.js';
import { ApiRequestCost } from './request-costs.openapi.js';

/** What one request cost: finance sees everybody's, others see what their own key did. */
@ApiTags('costs')
@Roles('chat', 'finance')
@Controller('v1/costs/requests')
export class RequestCostsController {
  constructor(private readonly costs: CostQueries) {}

  @Get(':request_id')
  @Header('Cache-Control', 'no-store')
  @ApiRequestCost()
  async read(
    @Param() { request_id: requestId }: CostRequestId,
    @CurrentCaller() caller: Caller,
  ): Promise<RequestCostReport> {
    const keyId = caller.roles.includes('finance') ? null : caller.keyId;
    return requestCostReport(await this.costs.requestCost(requestId, keyId));
  }
}
