import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { AppConfig, ErrorKind } from '@app/platform';
import { failureProblem } from '../filters/problem.js';
import { COST_SCHEMAS } from '../cost/cost-schemas.js';
import { SCHEMAS } from './schemas.js';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
const PUBLIC_TAGS: ReadonlySet<string> = new Set(['operations', 'errors']);

/** The whole wire as OpenAPI 3.1: what the decorators say, the schemas of what is sent, and what every route has. */
export function openApiDocument(app: INestApplication, config: AppConfig): OpenAPIObject {
  const base = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(config.app.name)
    .setDescription('Answers whose sources are checked and whose cost can be signed.')
    .setVersion(config.app.version)
    .addServer('/')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key' }, 'apiKey')
    .addSecurity('bearer', { type: 'http', scheme: 'bearer', description: 'The API key.' })
    .addTag('chat', 'Questions and answers')
    .addTag('conversations', 'What was said')
    .addTag('search', 'Sources without an answer')
    .addTag('models', 'What can answer')
    .addTag('costs', 'Budgets and what requests cost')
    .addTag('admin', 'Providers and their breakers')
    .addTag('operations', 'Probes and metrics')
    .addTag('errors', 'What problems mean')
    .build();
  const document = SwaggerModule.createDocument(app, base);
  const schemas = { ...document.components?.schemas, ...SCHEMAS, ...COST_SCHEMAS } as never;
  return withCommonAnswers({ ...document, components: { ...document.components, schemas } });
}

/** Every route that is not public needs a key with a role and may answer 401 or 403; every route may answer 500. */
function withCommonAnswers(document: OpenAPIObject): OpenAPIObject {
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (!operation) continue;
      operation.responses['500'] ??= problemAnswer(
        path,
        'internal',
        'Something went wrong here; it is logged.',
      );
      if (operation.tags?.some((tag) => PUBLIC_TAGS.has(tag))) continue;
      operation.security = [{ apiKey: [] }, { bearer: [] }];
      operation.responses['401'] ??= problemAnswer(
        path,
        'unauthenticated',
        'No API key, or one that is not valid.',
      );
      operation.responses['403'] ??= problemAnswer(path, 'forbidden', 'The key has not the role for it.');
    }
  }
  return document;
}

function problemAnswer(instance: string, kind: ErrorKind, description: string) {
  const place = { base: 'https://chat.example.com', instance, requestId: 'req-VfEXLqbmzXYq3g' };
  const example = {
    ...failureProblem({ kind, code: kind, detail: description }, place),
    timestamp: '2026-01-31T10:30:00.000Z',
  };
  return {
    description,
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' }, example } },
  };
}
