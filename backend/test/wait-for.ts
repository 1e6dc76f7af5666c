/** Waits until the callback throws no more. Vitest's own patience of a second is too little for a machine that is busy with other things. */
import { vi } from 'vitest';

export const waitFor = <T>(callback: () => T | Promise<T>): Promise<T> => vi.waitFor(callback, { timeout: 60_000 });
