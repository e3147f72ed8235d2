import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { AppError } from '@app/platform';
import type { Request, Response } from 'express';
import { Public } from '../guards/public.decorator.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { isErrorKind, PROBLEMS, type ProblemKind } from './problem-table.js';

/** A problem's `type` is an address; this is what stands there. */
@ApiTags('errors')
@Public()
@Controller('errors')
export class ErrorsController {
  @Get(':slug')
  @ApiOperation({ summary: 'What a problem means and what to do about it' })
  @ApiParam({ name: 'slug', enum: Object.keys(PROBLEMS), example: 'validation-failed' })
  @ApiResponse({
    status: 200,
    description: 'JSON, or a page for a browser.',
    content: {
      'application/json': {
        schema: {
          type: 'object',
          required: ['slug', 'status', 'title', 'explanation', 'remedy'],
          properties: {
            slug: { type: 'string' },
            status: { type: 'integer' },
            title: { type: 'string' },
            explanation: { type: 'string' },
            remedy: { type: 'string' },
          },
        },
        example: { slug: 'validation-failed', ...PROBLEMS['validation-failed'] },
      },
      'text/html': { schema: { type: 'string' } },
    },
  })
  @ApiProblems('/errors/{slug}', 'not-found')
  explain(@Param('slug') slug: string, @Req() request: Request, @Res() response: Response): void {
    if (!isErrorKind(slug))
      throw new AppError('not-found', 'unknown-error', 'There is no error of that name.');
    const kind = PROBLEMS[slug];
    response.setHeader('Cache-Control', 'public, max-age=3600');
    response.setHeader('Vary', 'Accept');
    if (request.accepts(['application/json', 'text/html']) === 'text/html')
      response.type('html').send(pageOf(kind));
    else response.json({ slug, ...kind });
  }
}

/** Nothing of it comes from the request. */
function pageOf({ status, title, explanation, remedy }: ProblemKind): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title>
<h1>${status} ${title}</h1><p>${explanation}</p><h2>What to do</h2><p>${remedy}</p></html>`;
}
