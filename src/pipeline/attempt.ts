import { AirworthyError } from "../core/error.ts";

/** What a work gave, or why it could not. */
export type Attempted<T> =
  | { readonly result: T; readonly why: null }
  | { readonly result: null; readonly why: string };

/** What `work` gives, or why it cannot, for people; CANCELLED goes on up. */
export async function attempt<T>(work: () => Promise<T>): Promise<Attempted<T>> {
  try {
    return { result: await work(), why: null };
  } catch (cause) {
    if (cause instanceof AirworthyError && cause.code === "CANCELLED") throw cause;
    return { result: null, why: cause instanceof Error ? cause.message : String(cause) };
  }
}
