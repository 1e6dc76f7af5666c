import { describe, expect, it } from 'vitest';
import { createEntityFilter } from '../../home-assistant/entity-filter.ts';

const names = (given: { domains?: string[]; entities?: string[]; globs?: string[] }) => ({
  domains: [],
  entities: [],
  globs: [],
  ...given,
});

describe('createEntityFilter', () => {
  it('follows the default domains', () => {
    const { follows } = createEntityFilter({});
    expect(['switch.a', 'light.a', 'climate.a', 'fan.a', 'cover.a'].every(follows)).toBe(true);
    expect(['sensor.a', 'media_player.a', 'lights.a', 'light'].some(follows)).toBe(false);
  });

  it('adds and leaves out domains', () => {
    expect(createEntityFilter({ extraDomains: ['vacuum'] }).follows('vacuum.a')).toBe(true);
    const { follows, wanted } = createEntityFilter({ exclude: names({ domains: ['cover'] }) });
    expect(follows('cover.a')).toBe(false);
    expect(wanted.domains).not.toContain('cover');
    expect(createEntityFilter({ include: names({ domains: ['light'] }) }).follows('switch.a')).toBe(false);
    expect(createEntityFilter({ include: names({ domains: ['light'] }), exclude: names({ domains: ['light'] }) }).follows('light.a')).toBe(
      true,
    );
  });

  it('decides in the order of the recorder: entity in, entity out, glob in, glob out, domain', () => {
    const { follows } = createEntityFilter({
      include: names({ entities: ['light.both', 'sensor.named'], globs: ['light.in_*', 'binary_sensor.*_plug'] }),
      exclude: names({ entities: ['light.both', 'light.out', 'light.in_but_out'], globs: ['light.*_led', '*.in_glob_led'] }),
    });
    expect(follows('light.both')).toBe(true);
    expect(follows('sensor.named')).toBe(true);
    expect(follows('light.out')).toBe(false);
    expect(follows('light.in_but_out')).toBe(false);
    expect(follows('light.in_glob_led')).toBe(true);
    expect(follows('light.router_led')).toBe(false);
    expect(follows('binary_sensor.tv_plug')).toBe(true);
    expect(follows('light.other')).toBe(true);
    expect(follows('sensor.other')).toBe(false);
  });

  it('reads globs as Python does: *, ? and […], and nothing else', () => {
    const matches = (glob: string, entityId: string) => createEntityFilter({ include: names({ globs: [glob] }) }).follows(entityId);
    expect(matches('sensor.k?t', 'sensor.kit')).toBe(true);
    expect(matches('sensor.[!a]*', 'sensor.b1')).toBe(true);
    expect(matches('sensor.[!a]*', 'sensor.a1')).toBe(false);
    expect(matches('*', 'sensor.anything')).toBe(true);
    expect(matches('sensor.{a,b}', 'sensor.a')).toBe(false);
    expect(matches('!sensor.a', 'sensor.b')).toBe(false);
  });
});
