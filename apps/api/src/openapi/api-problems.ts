import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import type { ErrorKind } from '@app/platform';
import { failureProblem } from '../filters/problem.js';
import { PROBLEMS } from '../filters/problem-table.js';
import { ref } from './schemas/schema.js';

/** The problems a route may answer with, each with an example, from the one table. */
export function ApiProblems(instance: string, ...kinds: readonly ErrorKind[]) {
  const byStatus = new Map<number, ErrorKind[]>();
  for (const kind of kinds)
    byStatus.set(PROBLEMS[kind].status, [...(byStatus.get(PROBLEMS[kind].status) ?? []), kind]);
  return applyDecorators(
    ...[...byStatus].map(([status, kinds]) =>
      ApiResponse({
        status,
        description: kinds.map((kind) => PROBLEMS[kind].explanation).join(' Or: '),
        content: {
          'application/problem+json': {
            schema: ref('Problem'),
            examples: Object.fromEntries(kinds.map((kind) => [kind, { value: exampleOf(kind, instance) }])),
          },
        },
      }),
    ),
  );
}

function exampleOf(kind: ErrorKind, instance: string) {
  const place = { base: 'https://chat.example.com', instance, requestId: 'req-VfEXLqbmzXYq3g' };
  const errors =
    kind === 'validation-failed'
      ? [{ field: 'options.max_tokens', message: 'must be at most 32768' }]
      : undefined;
  const problem = failureProblem({ kind, code: kind, detail: PROBLEMS[kind].explanation, errors }, place);
  return { ...problem, timestamp: '2026-01-31T10:30:00.000Z' };
}
