import { setTimeout as pause } from "node:timers/promises";
import { AirworthyError } from "../../core/error.ts";
import type { Rollout, RolloutMode } from "../../core/rollout/index.ts";
import { rolloutServers, type Store } from "../../io/store/index.ts";
import { beginRollout } from "../../pipeline/rollout.ts";
import { promoteNow } from "../../pipeline/take-over.ts";
import { type Command, exitCodes, jsonDocument, type Options } from "../command.ts";
import { withLog } from "../log-store.ts";
import { ownName } from "../own-name.ts";
import { renderPromoted } from "../render/promoted.ts";
import { type Begun, renderBegun } from "../render/rollout.ts";

/** Makes a version the champion, or begins a rollout that may. */
export const promoteCommand: Command = async (text, options, context) => {
  const version = wholeVersion(text);
  const force = options.force === true;
  const way = wayOption(options);
  return await withLog(options, context, async ({ definition, store, workspace, log }) => {
    const now = Date.now();
    const by = ownName();
    if (way !== null) {
      const begun = await begunOf(
        await beginRollout({ definition, store, workspace, now }, { version, force, by, ...way }),
        log,
      );
      context.print(options.json === true ? jsonDocument(begun) : renderBegun(begun));
      return exitCodes.ok;
    }
    const taken = await promoteNow({ definition, store, workspace, now }, { version, force, by });
    context.print(options.json === true ? jsonDocument(taken) : renderPromoted(taken, taken.rollout));
    return exitCodes.ok;
  });
};

function wholeVersion(text = ""): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new AirworthyError(
    "OPTION_INVALID",
    `Cannot promote '${text}': wanted the number of a version, as airworthy models lists them.`,
  );
}

/** How a rollout begins; null where none does. */
function wayOption({
  shadow,
  canary,
}: Options): { readonly mode: RolloutMode; readonly share?: number } | null {
  if (shadow === true && canary !== undefined)
    throw new AirworthyError(
      "OPTION_INVALID",
      "Cannot begin with both --shadow and --canary: wanted one of them.",
    );
  if (shadow === true) return { mode: "shadow" };
  if (canary === undefined) return null;
  if (canary === true) return { mode: "canary" };
  return { mode: "canary", share: shareOf(String(canary)) };
}

/** `10%` is 0.1. */
function shareOf(text: string): number {
  const percent = /^(\d{1,3}(?:\.\d{1,6})?)%$/.exec(text)?.[1];
  const share = Number(percent) / 100;
  if (share > 0 && share <= 1) return share;
  throw new AirworthyError(
    "OPTION_INVALID",
    `Cannot use --canary '${text}': wanted a share of the entities above 0% and up to 100%, such as 10%.`,
  );
}

/** A server that runs has told of the rollout by then, ready or not. */
const patienceMs = 3_000;

async function begunOf(rollout: Rollout, log: Store): Promise<Begun> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const servers = await rolloutServers(log, rollout.id);
    if (servers.length > 0 || Date.now() >= until) return { rollout, servers };
    await pause(100);
  }
}
