/**
 * Plans of these functions are made once per connection, often while the tables are empty, when reading a whole
 * table looks cheapest; kept, such a plan would read millions of rows a batch later on. So: by index, always.
 */
export const POINTED =
  'SET enable_seqscan = off SET enable_mergejoin = off SET plan_cache_mode = force_generic_plan';
