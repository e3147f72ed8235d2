import type { ByEnvironment, Variable } from './variable.js';
import { VARIABLE_GROUPS } from './variables.js';

const HEAD = [
  '# Copy to .env and change what you need. An empty value is the same as none: the default holds.',
  '# What stands in the real environment goes before this file.',
  '# Made of the table in libs/platform/src/config; to write it anew: UPDATE_ENV_EXAMPLE=1 npx jest env-example',
];

/** `.env.example`, made of the table. Copied as it is, it changes nothing. */
export function renderEnvExample(): string {
  const groups = Object.entries(VARIABLE_GROUPS).map(([heading, variables]) =>
    [`## ${heading}`, ...Object.entries(variables).map(([name, spec]) => renderVariable(name, spec))].join(
      '\n',
    ),
  );
  return `${[HEAD.join('\n'), ...groups].join('\n\n')}\n`;
}

function renderVariable(name: string, spec: Variable<unknown>): string {
  const byEnvironment = typeof spec.default === 'object' ? `; empty: ${renderMatrix(spec.default)}` : '';
  const value = spec.placeholder ?? (typeof spec.default === 'string' ? spec.default : '');
  const honest = spec.notYet ? ' (NOT YET EFFECTIVE in this version)' : '';
  return `# ${spec.comment}${byEnvironment}${honest}\n${name}=${value}`;
}

function renderMatrix({ development, staging, production }: ByEnvironment): string {
  const others =
    staging === production ? `${staging} elsewhere` : `${staging} in staging, ${production} in production`;
  return `${development} in development, ${others}`;
}
