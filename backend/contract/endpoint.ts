/** A row of the table of the API's calls. */
import type * as v from 'valibot';

type Schema = v.GenericSchema;
export type Endpoint = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With `{name}` for parameters of the path. */
  path: string;
  summary: string;
  /** `public` answers without a token (and then tells less), `admin` only administrators. */
  role: 'public' | 'read' | 'admin';
  path_parameters?: v.GenericSchema;
  query?: v.GenericSchema;
  body?: v.GenericSchema;
  response: Schema;
};
