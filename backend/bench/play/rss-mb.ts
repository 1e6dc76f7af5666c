/** The memory that this process has in use, MB. */
export const rssMb = (): number => Math.round(process.memoryUsage.rss() / 1e6);
