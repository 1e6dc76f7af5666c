/** Runs jobs one at a time, in the order they came. */
import { UnavailableError } from '../../errors.ts';

export interface WriteQueue {
  run<T>(job: () => Promise<T>): Promise<T>;
  /** Jobs that wait or run. */
  length(): number;
  /** Resolves when all that came before is done; later jobs are refused. */
  close(): Promise<void>;
}

export function createWriteQueue(): WriteQueue {
  let last: Promise<unknown> = Promise.resolve();
  let length = 0;
  let closed = false;
  return {
    run(job) {
      if (closed) return Promise.reject(new UnavailableError('Store: it is closed, nothing more can be written.'));
      length++;
      const done = last.then(job).finally(() => {
        length--;
      });
      last = done.catch(() => undefined);
      return done;
    },
    length: () => length,
    async close() {
      closed = true;
      await last;
    },
  };
}
