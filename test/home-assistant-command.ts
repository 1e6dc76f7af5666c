/** The program that installs and runs a real Home Assistant for tests: HOME_ASSISTANT_COMMAND, else a word how to set it and exit code 2. */
import process from 'node:process';

const help = `HOME_ASSISTANT_COMMAND is not set: skipped.
Set it to a program that brings a real Home Assistant, with these subcommands:
  install                  installs it; at once when it is there
  run DIR                  runs it in the foreground with DIR as its configuration, until SIGTERM
  exec DIR COMMAND [ARG …] runs a command beside it, with its Python (/venv/bin, else the path) and DIR as /config
`;

export function findHomeAssistantCommand(): string {
  const command = process.env['HOME_ASSISTANT_COMMAND'] ?? '';
  if (command !== '') return command;
  process.stderr.write(help);
  process.exit(2);
}
