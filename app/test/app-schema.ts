/** What the Supervisor takes as an app (home-assistant/supervisor, apps/validate.py), as far as this app uses it; a word that it does not know is an error here. */
import * as v from 'valibot';

const text = v.pipe(v.string(), v.nonEmpty());
const SIMPLE = String.raw`str|bool|email|url|port|password|int(\(-?\d*,-?\d*\))?|float(\(-?[\d.]*,-?[\d.]*\))?|match\(.*\)|list\(.+\)`;
const Element = v.pipe(v.string(), v.regex(new RegExp(`^(${SIMPLE})\\??$`)));
/** Nested two deep at the most. */
const Flat = v.record(v.string(), v.union([Element, v.array(Element)]));

export const AppConfig = v.strictObject({
  name: text,
  version: v.pipe(v.string(), v.regex(/^\d+\.\d+\.\d+$/)),
  slug: v.pipe(v.string(), v.regex(/^[-_.A-Za-z0-9]+$/)),
  description: text,
  url: v.pipe(v.string(), v.url()),
  image: v.optional(v.pipe(v.string(), v.regex(/^([a-z0-9.-]+\/)*[a-z0-9_.-]+$/))),
  arch: v.array(v.picklist(['aarch64', 'amd64'])),
  homeassistant: v.pipe(v.string(), v.regex(/^\d{4}\.\d+\.\d+$/)),
  startup: v.picklist(['initialize', 'system', 'services', 'application', 'once']),
  ingress: v.boolean(),
  ingress_port: v.number(),
  panel_icon: v.pipe(v.string(), v.regex(/^mdi:[a-z0-9-]+$/)),
  panel_admin: v.boolean(),
  homeassistant_api: v.boolean(),
  discovery: v.array(text),
  ports: v.record(v.pipe(v.string(), v.regex(/^\d+\/(tcp|udp)$/)), v.nullable(v.number())),
  backup: v.picklist(['hot', 'cold']),
  backup_pre: text,
  backup_post: text,
  backup_exclude: v.array(text),
  options: v.record(v.string(), v.unknown()),
  schema: v.record(v.string(), v.union([Element, v.array(v.union([Element, Flat])), Flat])),
});

const Named = v.strictObject({ name: text });
export const Translation = v.strictObject({
  configuration: v.record(v.string(), v.strictObject({ name: text, description: text, fields: v.optional(v.record(v.string(), Named)) })),
  network: v.record(v.string(), text),
});

export const Repository = v.strictObject({ name: text, url: v.pipe(v.string(), v.url()), maintainer: text });
