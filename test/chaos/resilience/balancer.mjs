/** Sends new requests to whoever says that he is ready, as asked four times a second. */
export function startBalancer(services) {
  const ready = new Set();
  let turn = 0;
  const look = async () => {
    await Promise.all(
      services.map(async (service) => {
        const up = await fetch(`${service.url}/health/ready`, { signal: AbortSignal.timeout(1_000) }).then(
          ({ ok }) => ok,
          () => false,
        );
        if (up) ready.add(service);
        else ready.delete(service);
      }),
    );
  };
  const timer = setInterval(() => void look(), 250);
  return {
    ready: look,
    next: () => [...ready][turn++ % Math.max(1, ready.size)] ?? services[0],
    stop: () => clearInterval(timer),
  };
}
