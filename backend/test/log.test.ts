import { describe, expect, it } from 'vitest';
import { createLog } from '../log.ts';

describe('createLog', () => {
  it('writes no secret, however it is spelled in the text', () => {
    const lines: string[] = [];
    const secret = 'p&ss"wörd/1';
    const log = createLog({ level: 'info', secrets: [secret], destination: { write: (line: string) => void lines.push(line) } });
    log.info({ url: `http://x/?token=${encodeURIComponent(secret)}`, err: new Error(`refused ${secret}`) }, `with ${secret}`);
    const text = lines.join('');
    expect(text).toContain('with ***');
    expect(text).not.toContain('ss\\"w');
    expect(text).not.toContain(secret);
    expect(text).not.toContain(encodeURIComponent(secret));
  });

  it('leaves a short word alone, which would blank half of the log', () => {
    const lines: string[] = [];
    createLog({ level: 'info', secrets: ['a'], destination: { write: (line: string) => void lines.push(line) } }).info('a plain message');
    expect(lines.join('')).toContain('a plain message');
  });
});
