/**
 * Plans of these functions are made once per connection, often while the tables are empty, when reading a whole
 * table looks cheapest; kept, such a plan would read millions of rows a batch later on. So nothing is left to guess:
 * no scan of a table, and in the index's order (a bitmap is read in the table's), because rows are locked as they
 * come. A join could still be made by reading a whole index: what stands in a subquery with `OFFSET 0`, or is a single
 * value, cannot be joined, and is one probe for each item whatever the statistics say.
 */
export const POINTED =
  'SET enable_seqscan = off SET enable_bitmapscan = off SET enable_mergejoin = off SET plan_cache_mode = force_generic_plan';
