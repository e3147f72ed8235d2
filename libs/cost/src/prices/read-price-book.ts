import { readFile } from 'node:fs/promises';
import { AppError } from '@app/platform';
import { PriceBook } from './price-book.js';
import { parsePriceOverrides } from './parse-price-overrides.js';

/** Reads the price file at boot; null: list prices alone. A faulty file stops the boot and says where it is wrong. */
export async function readPriceBook(file: string | null): Promise<PriceBook> {
  if (file === null) return new PriceBook();
  try {
    return new PriceBook(parsePriceOverrides(await readFile(file, 'utf8')));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError(
      'internal',
      'price-file-invalid',
      `The price file "${file}" cannot be used: ${reason}`,
      {
        cause,
      },
    );
  }
}
