import { Controller, Get, Header } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ModelsInUse, type UsableModel } from '@app/chat';
import { Roles } from '../guards/roles.decorator.js';
import { ref } from '../openapi/schemas/schema.js';

const example = {
  models: [
    {
      id: 'gpt-4o-mini',
      provider: 'openai',
      default: true,
      prices_per_million_tokens: { input: '0.15', cached_input: '0.075', cache_write: '0', output: '0.6' },
    },
  ],
};

@ApiTags('models')
@Roles('chat')
@Controller('v1/models')
export class ModelsController {
  constructor(private readonly models: ModelsInUse) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'The models that may be used now, with their prices; the default one first' })
  @ApiResponse({
    status: 200,
    description: 'What `options.model` and `options.provider` take.',
    content: { 'application/json': { schema: ref('ModelList'), example } },
  })
  list(): { models: readonly UsableModel[] } {
    return { models: this.models.list() };
  }
}
