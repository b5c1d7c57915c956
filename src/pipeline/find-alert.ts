import { AirworthyError } from "../core/error.ts";
import { type AlertRecord, listAlerts, type Store } from "../io/store/index.ts";

/** The alert that `text` means: an id, its beginning, or the name of a monitor that has one alert; NOT_FOUND. */
export async function findAlert(store: Store, model: string, text: string): Promise<AlertRecord> {
  const alerts = await listAlerts(store, model);
  const exact = alerts.find(({ id }) => id === text);
  if (exact !== undefined) return exact;
  const found = alerts.filter(
    ({ id, monitor }) => monitor === text || (text.length >= 3 && id.startsWith(text)),
  );
  const [one, ...others] = found;
  if (one !== undefined && others.length === 0) return one;
  const state = one === undefined ? "there is none" : `${found.length} are meant by it`;
  throw new AirworthyError(
    "NOT_FOUND",
    `Cannot find the alert '${text.slice(0, 64)}': ${state}, wanted an id as airworthy alerts --all shows them.`,
  );
}

/** The name of a monitor that has alerts, where `text` is one. */
export async function findMonitor(store: Store, model: string, text: string): Promise<string | null> {
  const alerts = await listAlerts(store, model);
  return alerts.some(({ monitor }) => monitor === text) ? text : null;
}
