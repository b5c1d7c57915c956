import type { Store } from "../../../io/store/index.ts";

/** Fails at the write number `writes` of the roll-up, as a process that is killed there. */
export function dyingStore(store: Store, writes: number): { readonly store: Store } {
  let left = writes;
  const db = new Proxy(store.db, {
    get(target, name) {
      const own = Reflect.get(target, name) as unknown;
      if (name !== "transaction") return typeof own === "function" ? own.bind(target) : own;
      return () => ({
        execute(work: Parameters<ReturnType<typeof target.transaction>["execute"]>[0]) {
          left -= 1;
          if (left < 0) throw new Error("killed");
          return target.transaction().execute(async (tx) => {
            const result = await work(tx);
            if (left === 0) throw new Error("killed");
            return result;
          });
        },
      });
    },
  });
  return { store: { ...store, db } };
}
