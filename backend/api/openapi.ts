/** The description of the API (OpenAPI 3.1), derived from the contract. */
import { toJsonSchema, toJsonSchemaDefs } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { Backup } from '../contract/backup.ts';
import { Circuit } from '../contract/circuit.ts';
import { Correction, Corrections } from '../contract/correction.ts';
import { Correlation } from '../contract/correlation.ts';
import { Current } from '../contract/current.ts';
import { Device, DeviceDetail, DeviceImpact, Devices } from '../contract/device.ts';
import type { Endpoint } from '../contract/endpoint.ts';
import { API_PREFIX, endpoints, PROTOCOL } from '../contract/endpoints.ts';
import { EntityName, HomeContext } from '../contract/home-context.ts';
import { MeterProfile } from '../contract/meter-profile.ts';
import { Moment } from '../contract/moment.ts';
import { Problem } from '../contract/problem.ts';
import { PowerSeries } from '../contract/series.ts';
import { Health, Statistics } from '../contract/status.ts';
import { StreamEvent } from '../contract/stream-event.ts';
import { Unexplained } from '../contract/unexplained.ts';
import { SessionBody } from './session-route.ts';
import { StreamQuery } from './stream.ts';

type Json = { [name: string]: unknown };

const definitions = {
  Backup,
  Circuit,
  Correction,
  Corrections,
  Correlation,
  Current,
  Device,
  DeviceDetail,
  DeviceImpact,
  Devices,
  EntityName,
  Health,
  HomeContext,
  MeterProfile,
  Moment,
  PowerSeries,
  Problem,
  Statistics,
  StreamEvent,
  Unexplained,
};
// The output type: there a number of a query is a number with its bounds, not the text that it arrives as.
const common = {
  target: 'draft-2020-12',
  typeMode: 'output',
  overrideRef: ({ referenceId }: { referenceId: string }) => `#/components/schemas/${referenceId}`,
} as const;

/** A schema as it stands inside of the description; the named ones are referred to. */
function schemaOf(schema: v.GenericSchema): Json {
  const { $schema: _dialect, $defs: _named, ...rest } = toJsonSchema(schema, { ...common, definitions }) as Json;
  return rest;
}

/** The contract writes the default of a number as the text that a query would hold. */
const withTypedDefault = (schema: Json): Json =>
  schema['type'] === 'number' && 'default' in schema ? { ...schema, default: Number(schema['default']) } : schema;

function parametersOf(schema: v.GenericSchema | undefined, place: 'query' | 'path'): Json[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(schema) as { properties?: Record<string, Json>; required?: string[] };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    // The output type requires also what has a default.
    required: place === 'path' || (required.includes(name) && !('default' in property)),
    schema: withTypedDefault(property),
  }));
}

const answer = (description: string, schema: v.GenericSchema, type = 'application/json'): Json => ({
  description,
  content: { [type]: { schema: schemaOf(schema) } },
});
const problem = (description: string): Json => answer(description, Problem, 'application/problem+json');

const security = (role: Endpoint['role']): Json => (role === 'public' ? { security: [] } : {});

function operationOf(name: string, { summary, role, path_parameters, query, body, response }: Endpoint): Json {
  return {
    operationId: name,
    summary,
    ...security(role),
    parameters: [...parametersOf(path_parameters, 'path'), ...parametersOf(query, 'query')],
    ...(body !== undefined && { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body) } } } }),
    responses: { 200: answer('The answer', response), default: problem('What went wrong') },
  };
}

/** What is no question with one JSON answer, and so has no row in the table. */
const besideTheTable: Json = {
  '/stream': {
    get: {
      operationId: 'stream',
      summary: 'What happens, as it happens; goes on after Last-Event-ID.',
      parameters: [
        {
          name: 'topics',
          in: 'query',
          required: false,
          style: 'form',
          explode: false,
          schema: schemaOf(StreamQuery.entries.topics.wrapped),
        },
        { name: 'Last-Event-ID', in: 'header', required: false, schema: { type: 'string' } },
      ],
      responses: { 200: answer('Server-sent events', StreamEvent, 'text/event-stream'), default: problem('What went wrong') },
    },
  },
  '/jobs/{id}/files/{name}': {
    get: {
      operationId: 'jobFile',
      summary: 'A file that an export has made; for administrators.',
      parameters: ['id', 'name'].map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
      responses: {
        200: { description: 'The file', content: { 'application/octet-stream': {} } },
        default: problem('What went wrong'),
      },
    },
  },
  '/session': {
    post: {
      operationId: 'signIn',
      summary: "Signs the backend's own page in: sets a cookie.",
      security: [],
      requestBody: { required: true, content: { 'application/json': { schema: schemaOf(SessionBody) } } },
      responses: { 204: { description: 'Signed in' }, default: problem('What went wrong') },
    },
    delete: {
      operationId: 'signOut',
      summary: 'Signs the page out.',
      security: [],
      responses: { 204: { description: 'Signed out' }, default: problem('What went wrong') },
    },
  },
};

export function createOpenApi(version: string): Json {
  const paths: Record<string, Json> = {};
  for (const [name, endpoint] of Object.entries<Endpoint>(endpoints))
    paths[endpoint.path] = { ...paths[endpoint.path], [endpoint.method.toLowerCase()]: operationOf(name, endpoint) };
  return {
    openapi: '3.1.0',
    info: { title: 'Wattribute', version, description: `Which device changed your power. Protocol ${PROTOCOL}.`, license: { name: 'MIT' } },
    servers: [{ url: API_PREFIX }],
    security: [{ token: [] }, { session: [] }],
    paths: { ...paths, ...besideTheTable },
    components: {
      schemas: toJsonSchemaDefs(definitions, common),
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'wattribute_<instance>' },
      },
    },
  };
}
