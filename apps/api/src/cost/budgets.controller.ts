import { Body, Controller, Delete, Get, Header, HttpCode, Param, Put, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiKeys, type Caller } from '@app/access';
import { Budgets, Money, PriceBook, type BudgetDraft } from '@app/cost';
import { AppConfig } from '@app/platform';
import type { Response } from 'express';
import { CurrentCaller } from '../guards/caller.js';
import { Roles } from '../guards/roles.decorator.js';
import { budgetSubject, refuseKeys } from './budget-subject.js';
import { BudgetBody, BudgetId } from './budget.dto.js';
import { budgetReport, type BudgetReport } from './budget-report.js';
import {
  ApiChangeBudget,
  ApiDeleteBudget,
  ApiListBudgets,
  ApiPutBudget,
  ApiReadBudget,
} from './budgets.openapi.js';

/** Limits and how much of them is used. A change is in force for the running window when it is answered. */
@ApiTags('costs')
@Roles('finance', 'admin')
@Controller('v1/budgets')
export class BudgetsController {
  constructor(
    private readonly budgets: Budgets,
    private readonly config: AppConfig,
    private readonly prices: PriceBook,
    private readonly keys: ApiKeys,
  ) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiListBudgets()
  async list(): Promise<{ budgets: BudgetReport[] }> {
    return { budgets: (await this.budgets.list()).map(budgetReport) };
  }

  @Get(':id')
  @Header('Cache-Control', 'no-store')
  @ApiReadBudget()
  async read(@Param() { id }: BudgetId): Promise<BudgetReport> {
    return budgetReport(await this.budgets.status(id));
  }

  @Put()
  @Header('Cache-Control', 'no-store')
  @ApiPutBudget()
  async put(
    @Body() body: BudgetBody,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) response: Response,
  ): Promise<BudgetReport> {
    const { status, created } = await this.budgets.put(this.draftOf(body, caller));
    response.status(created ? 201 : 200);
    if (created) response.setHeader('Location', `/v1/budgets/${status.id}`);
    return budgetReport(status);
  }

  @Put(':id')
  @Header('Cache-Control', 'no-store')
  @ApiChangeBudget()
  async change(
    @Param() { id }: BudgetId,
    @Body() body: BudgetBody,
    @CurrentCaller() caller: Caller,
  ): Promise<BudgetReport> {
    return budgetReport(await this.budgets.replace(id, this.draftOf(body, caller)));
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiDeleteBudget()
  delete(@Param() { id }: BudgetId): Promise<void> {
    return this.budgets.delete(id);
  }

  private draftOf(body: BudgetBody, caller: Caller): BudgetDraft {
    const { name, scope, period, limit_usd: limit } = body;
    return {
      name,
      scope,
      period,
      subject: this.subjectOf(body, caller),
      timezone: body.timezone ?? this.config.cost.reportingTimezone,
      limit: limit === null ? null : Money.fromDecimal(limit),
      softThresholds: (body.soft_thresholds_usd ?? []).map((amount) => Money.fromDecimal(amount)),
    };
  }

  private subjectOf({ name, scope, subject }: BudgetBody, caller: Caller): string {
    refuseKeys(name, 'name', this.keys);
    // Without one it is for the caller's organisation; other scopes need one, as the budget's own check says.
    if (!subject) return scope === 'organisation' ? caller.organisation : '';
    refuseKeys(subject, 'subject', this.keys);
    const { keys, prices, config: models } = this;
    return budgetSubject(scope, subject, { keys, prices, models });
  }
}
