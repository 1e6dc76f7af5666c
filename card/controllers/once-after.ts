/** Acts once for all calls of a while: so long after the first of them. */
export type OnceAfter = { call: () => void; cancel: () => void };

export function createOnceAfter(delayMs: number, act: () => void): OnceAfter {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const cancel = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  const end = () => {
    timer = undefined;
    act();
  };
  return { call: () => void (timer ??= setTimeout(end, delayMs)), cancel };
}
