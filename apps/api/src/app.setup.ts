import type { NestExpressApplication } from '@nestjs/platform-express';
import { SwaggerModule } from '@nestjs/swagger';
import { ApiKeys } from '@app/access';
import type { AppConfig } from '@app/platform';
import helmet from 'helmet';
import { Admission } from './lifecycle/admission.js';
import { RunningAnswers } from './lifecycle/running-answers.js';
import { openApiDocument } from './openapi/document.js';
import { dropUnread } from './wire/drop-unread.js';
import { portGate } from './wire/internal-port.js';
import { publishAt } from './wire/public-url.js';
import { shedLoad } from './wire/shed-load.js';
import { SocketAdapter } from './wire/socket-adapter.js';

/** Limits against clients that are slow on purpose. Milliseconds. */
const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 30_000;
const UNREAD_TIMEOUT_MS = 30_000;
/** Longer than the idle time of usual load balancers, which would else send into a closing connection. */
const KEEP_ALIVE_TIMEOUT_MS = 75_000;

const EXPOSED_HEADERS = [
  'X-Request-ID',
  'X-Request-Cost',
  'Retry-After',
  'Idempotency-Replayed',
  'Idempotency-Booked-As',
  'WWW-Authenticate',
];

/** Everything about HTTP that is not a route. Forwarded headers, ETags and Express's own name are not for us. */
export function setUp(app: NestExpressApplication, config: AppConfig): void {
  app.set('trust proxy', false);
  app.set('etag', false);
  app.set('query parser', 'simple');
  app.disable('x-powered-by');
  publishAt(config.server.publicUrl, app.getHttpAdapter().getInstance() as object);
  app.use(helmet({ contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } }));
  app.enableCors({
    origin: config.server.corsAllowedOrigins.includes('*') ? '*' : [...config.server.corsAllowedOrigins],
    exposedHeaders: EXPOSED_HEADERS,
    maxAge: 600,
  });
  app.use(dropUnread(UNREAD_TIMEOUT_MS));
  app.use(shedLoad(app.get(Admission), app.get(RunningAnswers), app.get(ApiKeys)));
  if (config.app.environment === 'production') app.use(portGate);
  app.useWebSocketAdapter(new SocketAdapter(app, config));
  setUpDocs(app, config);
  const server = app.getHttpServer();
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.keepAliveTimeout = KEEP_ALIVE_TIMEOUT_MS;
}

/** The document is made when it is first asked for: it costs a start nothing. */
function setUpDocs(app: NestExpressApplication, config: AppConfig): void {
  SwaggerModule.setup('docs', app, () => openApiDocument(app, config), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: `${config.app.name} API`,
    swaggerOptions: { persistAuthorization: true },
  });
}
