// Part of `npm run lint`: ruff over the Python, where there is a ruff: on the path, or in the venv that `npm run test:integration` makes.
import { spawnSync } from 'node:child_process';

const runs = (ruff) => spawnSync(ruff, ['--version']).status === 0;
const ruff = ['ruff', '.venv/integration/bin/ruff'].find(runs);

if (ruff === undefined) {
  process.stdout.write('ruff is not installed: the Python is not linted\n');
} else {
  const checks = [
    ['check', '--quiet'],
    ['format', '--check', '--quiet'],
  ];
  const failed = checks.filter(
    (check) => spawnSync(ruff, [...check, 'custom_components', 'test/integration'], { stdio: 'inherit' }).status !== 0,
  );
  if (failed.length > 0) {
    process.stdout.write('ruff found faults; `ruff check --fix` and `ruff format` mend most\n');
    process.exitCode = 1;
  }
}
