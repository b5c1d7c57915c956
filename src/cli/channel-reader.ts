import type { Definition } from "../core/definition/index.ts";
import { type ChannelState, channelStates, openStore, type Store } from "../io/store/index.ts";

export interface ChannelReader extends AsyncDisposable {
  read(): Promise<readonly ChannelState[]>;
}

/** Reads how the channels fare in the store at `location`, which is opened when somebody first asks. */
export function channelReader({ name: model, notify }: Definition, location: string): ChannelReader {
  const channels = notify?.channels ?? {};
  let opening: Promise<Store> | null = null;
  return {
    async read() {
      opening ??= openStore(location).catch((cause: unknown) => {
        opening = null; // the next who asks tries again
        throw cause;
      });
      return await channelStates(await opening, { model, channels });
    },
    async [Symbol.asyncDispose]() {
      const opened = await opening?.catch(() => null); // who asked was told
      await opened?.[Symbol.asyncDispose]();
    },
  };
}
