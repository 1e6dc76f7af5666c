/** The rows of the API's table that look after what is recorded; for administrators. */
import * as v from 'valibot';
import { Backup } from './backup.ts';
import { DeadLetters } from './dead-letter.ts';
import type { Endpoint } from './endpoint.ts';
import { Job, JobInput, Jobs } from './job.ts';
import { Leftovers } from './leftover.ts';

export const upkeepEndpoints = {
  backUp: {
    method: 'POST',
    path: '/backup',
    summary: 'Writes a copy of the database into the data folder, safe to be backed up while all goes on.',
    role: 'admin',
    response: Backup,
  },
  deadLetters: {
    method: 'GET',
    path: '/dead-letters',
    summary: 'Rows that InfluxDB refused, newest first, with its words.',
    role: 'admin',
    response: DeadLetters,
  },
  leftovers: {
    method: 'GET',
    path: '/leftovers',
    summary: 'What InfluxDB holds that nothing reads, and how it is removed; nothing is changed.',
    role: 'admin',
    response: Leftovers,
  },
  jobs: {
    method: 'GET',
    path: '/jobs',
    summary: 'Exports and migrations, newest first, and which database is the store.',
    role: 'admin',
    response: Jobs,
  },
  startJob: {
    method: 'POST',
    path: '/jobs',
    summary: 'Starts an export or a migration, one at a time; the stream tells how far it is.',
    role: 'admin',
    body: JobInput,
    response: Job,
  },
  cancelJob: {
    method: 'DELETE',
    path: '/jobs/{id}',
    summary: 'Ends a job early; a migration that is started again goes on there.',
    role: 'admin',
    path_parameters: v.strictObject({ id: v.pipe(v.string(), v.maxLength(64)) }),
    response: Job,
  },
} as const satisfies Record<string, Endpoint>;
