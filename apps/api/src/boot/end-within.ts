/** Waits for `work`, but no longer than `milliseconds`; then throws what `late` says of what is left undone. */
export async function endWithin(
  work: Promise<void>,
  milliseconds: number,
  late: () => string,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(late())), milliseconds);
  });
  try {
    await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
