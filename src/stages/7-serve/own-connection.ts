import type { StageContext } from "../context.ts";

/** Does `work` on a connection of its own, so that calls at once on one engine do not meet; the signal stops its query. */
export async function withOwnConnection<T>(
  context: StageContext,
  work: (own: StageContext) => Promise<T>,
): Promise<T> {
  using engine = await context.engine.connect();
  const interrupt = () => engine.connection.interrupt();
  context.signal.addEventListener("abort", interrupt, { once: true });
  try {
    return await work({ ...context, engine });
  } finally {
    context.signal.removeEventListener("abort", interrupt);
  }
}
