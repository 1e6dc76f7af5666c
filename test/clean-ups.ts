/** What a stand must end, newest first, however far its start came. */
export type CleanUps = {
  add: (cleanUp: () => unknown) => void;
  /** Runs all of them, also when one fails; then throws what failed first. */
  run: () => Promise<void>;
};

export function createCleanUps(): CleanUps {
  const left: (() => unknown)[] = [];
  return {
    add: (cleanUp) => void left.push(cleanUp),
    async run() {
      const faults: unknown[] = [];
      for (const cleanUp of left.splice(0).toReversed()) {
        try {
          await cleanUp();
        } catch (error) {
          faults.push(error);
        }
      }
      if (faults.length > 0) throw faults[0];
    },
  };
}
