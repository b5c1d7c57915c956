/** What people do in these weeks; everything else happens by itself. */
import { acknowledgeAlert, type ChangedAlert, listAlerts, queueChange } from "../../../src/io/store/index.ts";
import { dayOf, poison } from "./calendar.ts";
import type { ServedShop } from "./served-shop.ts";
import type { Label, Visited } from "./world.ts";

/** Acknowledges what still stands although it is over. */
export async function acknowledgeOver(
  { store }: Pick<ServedShop, "store">,
  { model, now, note }: { readonly model: string; readonly now: number; readonly note: string },
): Promise<readonly ChangedAlert[]> {
  const alerts = await listAlerts(store, model);
  const latched = alerts.filter(({ state }) => state.phase === "firing" && state.condition === "over");
  const changed: ChangedAlert[] = [];
  for (const { id } of latched)
    changed.push(await acknowledgeAlert(store, id, { who: "on duty", note, now, onChange: queueChange }));
  return changed;
}

/** What a partner's import says of the visits of some days: of every other the opposite of the truth, or later the truth. */
export function partnerLabels(visits: readonly Visited[], says: "wrong" | "right"): readonly Label[] {
  return visits
    .filter(({ at }) => dayOf(at) >= poison.fromDay && dayOf(at) < poison.toDay)
    .map(({ id, bought }, index) => ({
      event_id: id,
      label: says === "wrong" && index % 2 === 0 ? !bought : bought,
      source: "partner",
    }));
}
