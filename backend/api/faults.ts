/** What a schema found wrong, each with its field and in words for people. */
import * as v from 'valibot';
import type { Fault } from './problem.ts';

function messageFor(issue: v.BaseIssue<unknown>): string {
  if (issue.type === 'strict_object' && issue.expected === 'never') return 'there is no such parameter';
  if (Array.isArray(issue.input)) return 'is given more than once';
  return issue.message;
}

export const faultsOf = (issues: readonly v.BaseIssue<unknown>[]): Fault[] =>
  issues.map((issue) => ({ field: v.getDotPath(issue) ?? 'body', message: messageFor(issue) }));
