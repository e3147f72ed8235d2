/** Where one provider answers, what it is called and how we prove who we are. */
export interface ProviderAddress {
  readonly name: string;
  readonly apiKey: string;
  /** Null: the vendor's own address. */
  readonly baseUrl: string | null;
}
