/** A program that runs beside a test: its output kept, ended by a signal. */
import { spawn } from 'node:child_process';

export type Program = {
  /** All that it wrote so far. */
  output: () => string;
  isRunning: () => boolean;
  /** Sends the signal and waits for the end; resolves to the exit code, null when the signal killed it. */
  end: (signal: NodeJS.Signals) => Promise<number | null>;
};

export type ProgramOptions = { environment: NodeJS.ProcessEnv; folder: string };

export function startProgram(command: string, args: string[], { environment, folder }: ProgramOptions): Program {
  const child = spawn(command, args, { env: environment, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('exit', resolve));
  return {
    output: () => output,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    end(signal) {
      child.kill(signal);
      return ended;
    },
  };
}
