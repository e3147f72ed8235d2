/**
 * Says what a process leaves behind that may not wait any longer, for a database that says nothing for instance:
 * what is left when it is asked.
 */
export function leftUndone(
  answers: { readonly count: number },
  postings: { readonly waiting: number },
): () => string {
  return () =>
    `The time to stop is over; ${answers.count} answers and ${postings.waiting} postings are left, ` +
    'which the ledger will post in full, as unknown.';
}
