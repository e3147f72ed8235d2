import { AppError } from '@app/platform';

/** Why the service did not start, for a person: what happened and the remedy, no stack trace. */
export function startFailure(thrown: unknown): string {
  if (thrown instanceof AppError)
    return thrown.cause ? `${thrown.detail} ${reasonOf(thrown.cause)}` : thrown.detail;
  if (isPortTaken(thrown))
    return `Port ${thrown.port} is taken. Stop the program that has it, or start on another one: PORT=${thrown.port + 1} npm start`;
  return reasonOf(thrown);
}

/** Nobody has asked anything yet, so that no message can hold what somebody wrote. */
function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
}

function isPortTaken(thrown: unknown): thrown is { port: number } {
  return (
    typeof thrown === 'object' &&
    thrown !== null &&
    'port' in thrown &&
    'code' in thrown &&
    thrown.code === 'EADDRINUSE'
  );
}
