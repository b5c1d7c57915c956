/** An empty store of its own, gone with its scope. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore, type Store } from "../../src/io/store/index.ts";

export async function openedStore(): Promise<AsyncDisposable & { readonly store: Store }> {
  const directory = await mkdtemp(join(tmpdir(), "airworthy-opened-"));
  const store = await openStore(join(directory, "store.sqlite"));
  return {
    store,
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
