/** How long to wait before a backend that is lost is asked again, ms: longer at each try. */
const RETRY_MS = [5000, 10_000, 20_000, 30_000];

export const retryDelay = (tries: number): number => RETRY_MS[Math.min(tries, RETRY_MS.length - 1)] ?? 0;
