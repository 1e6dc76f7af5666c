/** A progress bar on a terminal; nothing elsewhere, so that a file or a pipe gets no control characters. */
const WIDTH = 40;

/**
 * @example
 * const bar = createProgressBar(process.stderr, fileSize);
 * bar.at(bytesRead);
 * bar.end();
 */
export function createProgressBar(terminal: NodeJS.WriteStream, total: number) {
  let shown = -1;
  return {
    at(done: number): void {
      const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
      if (!terminal.isTTY || percent === shown) return;
      shown = percent;
      const filled = Math.round((WIDTH * percent) / 100);
      terminal.write(`\r[${'='.repeat(filled)}${' '.repeat(WIDTH - filled)}] ${percent} %`);
    },
    end(): void {
      if (terminal.isTTY && shown >= 0) terminal.write('\n');
    },
  };
}
