/** As `replay`, with these log odds that an entity of which nothing is known is a load: `… FIRST_LOAD HISTORY CORRELATIONS DEVICES`. */
import { writeFile } from 'node:fs/promises';
import { openHistory } from '../../cli/read-history.ts';
import { createReplay } from '../../cli/replay-rows.ts';
import type { EngineAnswer } from '../../correlation/types.ts';

const [firstLoad = '', file = '', correlations = '', devices = ''] = process.argv.slice(2);
const history = await openHistory(file, 'sensor.house_power');
const replay = createReplay(null, { first_load: Number(firstLoad) });
const answers: EngineAnswer[] = [];
for await (const rows of history.rows()) for (const row of rows) answers.push(...replay.row(row));
answers.push(...replay.end());
await history.close();
const lines = answers.map(({ time_ms, ...answer }) => `${JSON.stringify({ time: new Date(time_ms).toISOString(), ...answer })}\n`);
await writeFile(correlations, lines.join(''));
await writeFile(devices, JSON.stringify({ devices: replay.devices() }));
