import { AppError } from '@app/platform';
import type { ChatModel, Vendor } from './chat-model.js';

/** One name that a caller may choose. */
export interface ProviderEntry {
  readonly name: string;
  readonly vendor: Vendor;
  /** Null: it has no key here. */
  readonly create: ((model: string) => ChatModel) | null;
}

export interface ProviderInfo {
  readonly name: string;
  readonly vendor: Vendor;
  readonly configured: boolean;
}

const MODEL_NAME = /^[A-Za-z0-9._:/-]{1,128}$/;
/** Names come from callers, so the map of instances must not grow with them. */
const CACHED_MODELS = 256;

/** Who may be asked, by the names that callers and configuration use. Instances are kept, the oldest go first. */
export class ModelRegistry {
  readonly providers: readonly ProviderInfo[];
  private readonly entries: ReadonlyMap<string, ProviderEntry>;
  private readonly models = new Map<string, ChatModel>();

  constructor(entries: readonly ProviderEntry[]) {
    this.entries = new Map(entries.map((entry) => [entry.name, entry]));
    this.providers = entries.map(({ name, vendor, create }) => ({
      name,
      vendor,
      configured: create !== null,
    }));
  }

  /** Throws an `AppError` that names the field and the remedy when this provider cannot be used here. */
  get(provider: string, model: string): ChatModel {
    const key = `${provider} ${model}`;
    const known = this.models.get(key);
    if (known) return known;
    if (!MODEL_NAME.test(model)) throw malformedModelName();
    const made = this.creatorOf(provider)(model);
    if (this.models.size >= CACHED_MODELS) this.forgetOldest();
    this.models.set(key, made);
    return made;
  }

  private creatorOf(provider: string): (model: string) => ChatModel {
    const entry = this.entries.get(provider);
    if (!entry?.create) throw this.notConfigured(entry);
    return entry.create;
  }

  private forgetOldest(): void {
    const [oldest] = this.models.keys();
    if (oldest !== undefined) this.models.delete(oldest);
  }

  private notConfigured(entry: ProviderEntry | undefined): AppError {
    const usable = this.providers.filter(({ configured }) => configured).map(({ name }) => name);
    const remedy = `Use one of: ${usable.join(', ') || 'none is configured'}`;
    const key = entry ? `, or have an administrator set ${entry.vendor.toUpperCase()}_API_KEY` : '';
    const detail = entry
      ? `The provider ${entry.name} has no key here.`
      : 'There is no provider of this name here.';
    return new AppError('unprocessable', 'provider-not-configured', detail, {
      errors: [{ field: 'options.provider', message: `${remedy}${key}.` }],
    });
  }
}

function malformedModelName(): AppError {
  return new AppError('validation-failed', 'malformed-model-name', 'This is not the name of a model.', {
    errors: [
      {
        field: 'options.model',
        message: 'Use 1 to 128 letters, digits and . _ : / -; GET /v1/models lists what can be used.',
      },
    ],
  });
}
