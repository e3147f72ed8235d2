import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { loadConfig } from './load-config.js';
import { renderEnvExample } from './render-env-example.js';
import { VARIABLE_NAMES } from './variables.js';

const FILE = join(__dirname, '../../../../.env.example');

// UPDATE_ENV_EXAMPLE=1 npx jest env-example
if (process.env.UPDATE_ENV_EXAMPLE) writeFileSync(FILE, renderEnvExample());

describe('.env.example', () => {
  it('is what the table of variables says', () => {
    expect(existsSync(FILE) && readFileSync(FILE, 'utf8')).toBe(renderEnvExample());
  });

  it('holds every variable once, each under one comment', () => {
    const lines = renderEnvExample().split('\n');
    const assignments = lines.flatMap((line, index) => (/^[A-Z][A-Z0-9_]*=/.test(line) ? [index] : []));
    expect(assignments.map((index) => lines[index]?.split('=')[0])).toEqual(VARIABLE_NAMES);
    expect(assignments.filter((index) => !lines[index - 1]?.startsWith('# '))).toEqual([]);
  });

  it('changes nothing when it is copied as it is, but for a word about its placeholders', () => {
    const { warnings, ...copied } = loadConfig(parseEnv(renderEnvExample()));
    const { warnings: none, ...bare } = loadConfig({});
    expect(copied).toEqual(bare);
    expect(none).toEqual([]);
    expect(warnings).toEqual([
      'OPENAI_API_KEY, ANTHROPIC_API_KEY, VALID_API_KEYS, JWT_SECRET_KEY, APP_SECRET_KEY, CORS_ALLOWED_ORIGINS: ' +
        'the placeholders of .env.example count as not set.',
    ]);
  });

  it('is refused in production as it is', () => {
    const env = { ...parseEnv(renderEnvExample()), ENVIRONMENT: 'production' };
    expect(() => loadConfig(env)).toThrow(/OPENAI_API_KEY holds a placeholder/);
  });
});
