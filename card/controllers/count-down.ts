/** A wait that is told second by second, and acted upon at its end. */
const SECOND_MS = 1000;

export type CountDown = { start: (delayMs: number) => void; cancel: () => void };

export function createCountDown(tell: () => void, act: () => void): CountDown {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = (endMs: number) => {
    timer = setTimeout(
      () => {
        tell();
        if (Date.now() >= endMs) act();
        else wait(endMs);
      },
      Math.min(SECOND_MS, Math.max(0, endMs - Date.now())),
    );
  };
  const cancel = () => clearTimeout(timer);
  return {
    start(delayMs) {
      cancel();
      wait(Date.now() + delayMs);
    },
    cancel,
  };
}
