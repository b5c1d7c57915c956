/** What was made of snapshots lately: they never change, so the same question has the same answer. */
const most = 64;
const kept = new Map<string, Promise<unknown>>();

/** The value under `key`, or what `make` makes; a failure is not kept. */
export async function keptView<T>(key: string, make: () => Promise<T>): Promise<T> {
  const found = kept.get(key);
  if (found !== undefined) return (await found) as T;
  const made = make();
  kept.set(key, made);
  made.catch(() => kept.delete(key));
  for (const oldest of kept.keys()) {
    if (kept.size <= most) break;
    kept.delete(oldest);
  }
  return await made;
}
