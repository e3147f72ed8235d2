/**
 * Plans of these functions are made once per connection, often while the tables are empty, when reading a whole
 * table looks cheapest; kept, such a plan would read millions of rows a batch later on. So: by index, always; and in
 * the index's order (a bitmap is read in the table's), because rows are locked as they come.
 */
export const POINTED =
  'SET enable_seqscan = off SET enable_bitmapscan = off SET enable_mergejoin = off SET plan_cache_mode = force_generic_plan';
