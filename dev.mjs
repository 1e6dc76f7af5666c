// Development: builds the card and starts the backend anew whenever a source changes.
import { spawn } from 'node:child_process';

const children = [
  ['card/build.ts', '--watch'],
  ['--watch', 'backend/main.ts'],
].map((args) => spawn(process.execPath, args, { stdio: 'inherit' }));

const stop = () => children.forEach((child) => child.kill('SIGTERM'));
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
children.forEach((child) => child.once('exit', stop));
