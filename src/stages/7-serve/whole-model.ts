/**
 * Models opened with every named output, and what a trace needs beside them. A few stay open, for who asks for one
 * trace asks for more; the one that was used longest ago is closed when it is idle.
 */
import { openSession, type Session, type Tensors } from "../../io/runtime.ts";
import { type ShippedLayer, shippedLayers } from "../6-package/index.ts";

export interface Activations {
  readonly encoded: Float32Array;
  /** One list a hidden layer, input side first. */
  readonly hidden: readonly Float32Array[];
  readonly logit: Float32Array;
  readonly values: Float32Array;
}

export interface WholeModel {
  readonly layers: readonly ShippedLayer[];
  /** Every named output for one row. */
  run(feeds: Tensors): Promise<Activations>;
}

interface Opened {
  readonly whole: WholeModel;
  readonly close: () => Promise<void>;
}

interface Entry {
  readonly opened: Promise<Opened>;
  users: number;
}

const mostOpen = 4;
/** The one used longest ago first. */
const entries = new Map<Uint8Array, Entry>();

/** `work` with the model of these bytes; the same array means the same model. */
export async function withWholeModel<T>(
  bytes: Uint8Array,
  work: (model: WholeModel) => Promise<T>,
): Promise<T> {
  const entry = entries.get(bytes) ?? { opened: openWhole(bytes), users: 0 };
  entries.delete(bytes);
  entries.set(bytes, entry);
  entry.users += 1;
  try {
    const { whole } = await entry.opened.catch((cause: unknown) => {
      entries.delete(bytes);
      throw cause;
    });
    return await work(whole);
  } finally {
    entry.users -= 1;
    await closeSpare();
  }
}

async function closeSpare(): Promise<void> {
  const idle = [...entries].filter(([, { users }]) => users === 0);
  const spare = idle.slice(0, Math.max(0, entries.size - mostOpen));
  for (const [bytes] of spare) entries.delete(bytes);
  for (const [, { opened }] of spare) await (await opened).close();
}

async function openWhole(bytes: Uint8Array): Promise<Opened> {
  const layers = shippedLayers(bytes);
  const session = await openSession(bytes);
  return { whole: { layers, run: (feeds) => runWhole(session, feeds) }, close: () => session.dispose() };
}

async function runWhole(session: Session, feeds: Tensors): Promise<Activations> {
  const found = await session.run(feeds);
  const floats = (name: string) => found[name]?.data as Float32Array;
  const hidden = session.outputNames.filter((name) => name.startsWith("hidden_")).length;
  return {
    encoded: floats("encoded"),
    hidden: Array.from({ length: hidden }, (_, index) => floats(`hidden_${index + 1}`)),
    logit: floats("logit"),
    values: floats(session.outputNames.includes("value") ? "value" : "probability"),
  };
}
