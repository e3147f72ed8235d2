type Schema = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  integer: Number.isSafeInteger,
  number: Number.isFinite,
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
  array: Array.isArray,
  object: isObject,
};
const FORMATS: Readonly<Record<string, (value: string) => boolean>> = {
  'date-time': (value) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value),
  uri: (value) => URL.canParse(value),
  'uri-reference': (value) => URL.canParse(value, 'http://x'),
  uuid: (value) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value),
};

/**
 * Holds real bodies against an OpenAPI 3.1 document, as far as the document here goes. Stricter than JSON Schema in
 * one thing: a field that no schema names is a fault too, so that nothing is sent that is not documented.
 */
export class Conformance {
  private readonly schemas: Readonly<Record<string, Schema>>;

  constructor(document: unknown) {
    this.schemas = (document as { components: { schemas: Record<string, Schema> } }).components.schemas;
  }

  /** What is wrong, each with its place; empty when the body is as documented. */
  faults(name: string, value: unknown): string[] {
    return this.check({ $ref: `#/components/schemas/${name}` }, value, name);
  }

  private check(given: Schema, value: unknown, at: string): string[] {
    const schema = this.flat(given);
    const {
      oneOf,
      enum: options,
      const: constant,
    } = schema as { oneOf?: Schema[]; enum?: unknown[]; const?: unknown };
    if (oneOf) return this.checkOneOf(oneOf, value, at);
    if (options && !options.includes(value)) return [`${at}: is not one of ${options.join(', ')}`];
    if (constant !== undefined && constant !== value) return [`${at}: is not ${JSON.stringify(constant)}`];
    const types = [schema['type'] ?? []].flat() as string[];
    if (types.length > 0 && !types.some((type) => TYPES[type]?.(value)))
      return [`${at}: is no ${types.join(' or ')}`];
    if (typeof value === 'string') return checkText(schema, value, at);
    if (typeof value === 'number') return checkNumber(schema, value, at);
    if (Array.isArray(value))
      return value.flatMap((item, index) =>
        this.check((schema['items'] ?? {}) as Schema, item, `${at}[${index}]`),
      );
    return isObject(value) ? this.checkFields(schema, value, at) : [];
  }

  /** Exactly one holds; where a `type` field tells which is meant, its faults are told. */
  private checkOneOf(options: readonly Schema[], value: unknown, at: string): string[] {
    const results = options.map((option) => this.check(option, value, at));
    const fitting = results.filter((faults) => faults.length === 0).length;
    if (fitting === 1) return [];
    const meant = results.find((faults) => !faults.some((fault) => fault.startsWith(`${at}.type:`)));
    return meant && fitting === 0 ? meant : [`${at}: fits ${fitting} of its kinds`];
  }

  private checkFields(schema: Schema, value: Record<string, unknown>, at: string): string[] {
    const {
      required = [],
      properties,
      additionalProperties: others,
    } = schema as {
      required?: string[];
      properties?: Record<string, Schema>;
      additionalProperties?: Schema;
    };
    const missing = required
      .filter((field) => !(field in value))
      .map((field) => `${at}.${field}: is missing`);
    if (!properties && !others) return missing;
    const wrong = Object.entries(value).flatMap(([field, item]) => {
      const rule = properties?.[field] ?? others;
      return rule ? this.check(rule, item, `${at}.${field}`) : [`${at}.${field}: is not documented`];
    });
    return [...missing, ...wrong];
  }

  /** References followed, `allOf` laid together. */
  private flat(schema: Schema): Schema {
    const { $ref, allOf, ...rest } = schema as { $ref?: string; allOf?: Schema[] };
    const named =
      $ref === undefined ? [] : [this.flat(this.schemas[$ref.split('/').at(-1) ?? ''] ?? { const: $ref })];
    const parts = [...named, ...(allOf ?? []).map((part) => this.flat(part))] as {
      required?: string[];
      properties?: object;
    }[];
    const required = parts.flatMap((part) => part.required ?? []);
    const properties = Object.assign({}, ...parts.map((part) => part.properties)) as object;
    const laid = parts.some((part) => part.properties) ? { required, properties } : {};
    return { ...Object.assign({}, ...parts), ...laid, ...rest } as Schema;
  }
}

function checkText(schema: Schema, value: string, at: string): string[] {
  const { pattern, format } = schema as { pattern?: string; format?: string };
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(value))
    return [`${at}: is not like ${pattern}`];
  return format === undefined || FORMATS[format]?.(value) ? [] : [`${at}: is no ${format}`];
}

function checkNumber(schema: Schema, value: number, at: string): string[] {
  const { minimum = -Infinity, maximum = Infinity } = schema as { minimum?: number; maximum?: number };
  return value >= minimum && value <= maximum ? [] : [`${at}: is not from ${minimum} to ${maximum}`];
}
