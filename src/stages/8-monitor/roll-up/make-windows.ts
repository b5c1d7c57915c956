/** Due windows of one version and level: from the log, or merged from the windows of the finer level. */
import { AirworthyError } from "../../../core/error.ts";
import {
  type Level,
  levelTable,
  mergeAll,
  type WindowKind,
  type WindowProfile,
} from "../../../core/profile/index.ts";
import {
  countPredictions,
  type DueWindow,
  type MadeWindow,
  replaceWindows,
  rollUpState,
  type Store,
  storedProfiles,
  type VersionLevel,
} from "../../../io/store/index.ts";
import type { StageContext } from "../../context.ts";
import { countedKinds, logKinds, logWindows } from "./log-windows.ts";
import type { WatchedPackage } from "./prediction-relation.ts";

export interface MakeWindowsInput {
  readonly store: Store;
  readonly of: VersionLevel;
  readonly due: readonly DueWindow[];
  readonly holder: string;
  readonly packageOf: (model: string, version: number) => Promise<WatchedPackage>;
  /** Windows go through the engine together until they have as many predictions. */
  readonly predictionsAtOnce: number;
}

export interface MadeWindows {
  readonly windows: number;
  /** Why those that need the package were left due; null where none was. */
  readonly failure: AirworthyError | null;
}

const finer: Readonly<Record<Level, Level | null>> = { minute: null, hour: "minute", day: "hour" };

/** Makes and keeps `due`. */
export async function makeWindows(input: MakeWindowsInput, context: StageContext): Promise<MadeWindows> {
  const { store, of, due, holder } = input;
  const below = finer[of.level];
  const { keptFrom } = await rollUpState(store);
  const isMerged = ({ start }: DueWindow) => below !== null && start >= keptFrom[below];
  const merged: MadeWindow[] = [];
  for (const window of due.filter(isMerged))
    merged.push({
      ...window,
      isOfLog: false,
      ...(await mergedWindow(input, window.start, [...logKinds, ...countedKinds])),
    });
  await replaceWindows(store, of, merged, { holder });
  const fromLog = due.filter((window) => !isMerged(window));
  if (fromLog.length === 0) return { windows: merged.length, failure: null };
  const loaded = await loadPackage(input);
  if (loaded instanceof AirworthyError) return { windows: merged.length, failure: loaded };
  for await (const chunk of chunksOf(fromLog, input)) {
    const starts = chunk.map(({ start }) => start);
    const found = await logWindows({ store, package: loaded, level: of.level, starts }, context);
    const made: MadeWindow[] = [];
    for (const window of chunk) {
      const counted = await mergedWindow(input, window.start, countedKinds);
      made.push({
        ...window,
        isOfLog: true,
        kinds: [...logKinds, ...(counted.profiles.length === 0 ? [] : countedKinds)],
        profiles: [...(found.get(window.start) ?? []), ...counted.profiles],
      });
    }
    await replaceWindows(store, of, made, { holder });
  }
  return { windows: due.length, failure: null };
}

/** The window as what is kept of the finer level; nothing in the finest. */
async function mergedWindow(
  { store, of }: MakeWindowsInput,
  start: number,
  kinds: readonly WindowKind[],
): Promise<{ readonly kinds: readonly WindowKind[]; readonly profiles: readonly WindowProfile[] }> {
  const level = finer[of.level];
  if (level === null) return { kinds, profiles: [] };
  const span = { ...of, level, from: start, to: start + levelTable[of.level].ms, kinds };
  const parts = await storedProfiles(store, span);
  return { kinds, profiles: mergeAll(parts.flatMap(({ profiles }) => profiles)) };
}

async function loadPackage({ of, packageOf }: MakeWindowsInput): Promise<WatchedPackage | AirworthyError> {
  try {
    return await packageOf(of.model, of.version);
  } catch (cause) {
    if (cause instanceof AirworthyError) return cause;
    throw cause;
  }
}

/** At least one window at once, however many predictions it has: the engine spills what does not fit. */
async function* chunksOf(
  due: readonly DueWindow[],
  { store, of, predictionsAtOnce }: MakeWindowsInput,
): AsyncGenerator<readonly DueWindow[]> {
  const { ms } = levelTable[of.level];
  let chunk: DueWindow[] = [];
  let predictions = 0;
  for (const window of due) {
    const own = await countPredictions(store, { from: window.start, to: window.start + ms });
    if (chunk.length > 0 && predictions + own > predictionsAtOnce) {
      yield chunk;
      [chunk, predictions] = [[], 0];
    }
    chunk.push(window);
    predictions += own;
  }
  if (chunk.length > 0) yield chunk;
}
