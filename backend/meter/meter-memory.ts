/** What a meter keeps over restarts, such as the token that a login gave. */
export interface MeterMemory {
  get(): Promise<unknown>;
  put(value: unknown): Promise<void>;
}

/** Forgets at its end. */
export const createForgetfulMemory = (): MeterMemory => {
  let kept: unknown;
  return {
    get: () => Promise.resolve(kept),
    put: (value) => {
      kept = value;
      return Promise.resolve();
    },
  };
};
