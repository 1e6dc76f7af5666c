/** Waits for what a test expects. */
export async function until<T>(what: () => T | undefined | null | false, ms = 60_000): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const value = what();
    if (value !== undefined && value !== null && value !== false) return value;
    if (Date.now() > end) throw new Error(`did not happen within ${ms} ms: ${what.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
