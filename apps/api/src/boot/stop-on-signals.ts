/** The exit status of a process that a second Ctrl-C ended: 128 + SIGINT. */
const INTERRUPTED = 130;

/** Stops once on SIGTERM or SIGINT and exits with 0; a second signal exits at once. */
export function stopOnSignals(stop: () => Promise<void>, onStopping: () => void): void {
  let isStopping = false;
  const onSignal = (): void => {
    if (isStopping) process.exit(INTERRUPTED);
    isStopping = true;
    onStopping();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`The service did not stop cleanly: ${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
