/** What the monitors have found: list it, look into one alert, acknowledge, silence. */
import { AirworthyError } from "../../core/error.ts";
import {
  acknowledgeAlert,
  addSilence,
  alertHistory,
  channelStates,
  endSilence,
  listAlerts,
  listSilences,
  queueChange,
} from "../../io/store/index.ts";
import { findAlert, findMonitor } from "../../pipeline/find-alert.ts";
import { isLoud, listedAlert, sortAlerts, withoutForerunners } from "../../pipeline/list-alerts.ts";
import { type Command, exitCodes, jsonDocument } from "../command.ts";
import { durationOption } from "../duration-option.ts";
import { withLog } from "../log-store.ts";
import { whoOption, wordsOption } from "../person-options.ts";
import { renderAlertList } from "../render/alert-list.ts";
import { renderAlertPage } from "../render/alert-page.ts";
import { renderFailing } from "../render/channel-list.ts";
import { formatTime } from "../render/format.ts";
import { renderSilences } from "../render/silence-list.ts";
import { canvas } from "../render/style.ts";

/** Lists the alerts, those that are on first. */
export const alerts: Command = async (_, options, context) => {
  const now = Date.now();
  const { all, channels } = await withLog(options, context, async ({ definition, log }) => {
    const { name: model, notify } = definition;
    const silences = await listSilences(log, { model, now });
    const known = withoutForerunners(await listAlerts(log, model));
    return {
      all: sortAlerts(known.map((alert) => listedAlert(alert, silences))),
      channels: await channelStates(log, { model, channels: notify?.channels ?? {} }),
    };
  });
  const failing = channels.filter(({ state }) => state === "failing");
  const shown = options.all === true ? all : all.filter(isLoud);
  const left = all.length - shown.length;
  context.print(
    options.json === true
      ? jsonDocument({ alerts: shown, ok: left, failingChannels: failing })
      : renderAlertList(shown, canvas(), { now, left }) + renderFailing(failing, canvas()),
  );
  return exitCodes.ok;
};

/** One alert in full. */
export const alertsShow: Command = async (text = "", options, context) => {
  const now = Date.now();
  const page = await withLog(options, context, async ({ definition: { name: model }, log }) => {
    const found = await findAlert(log, model, text);
    const alert = listedAlert(found, await listSilences(log, { model, now }));
    return { alert, history: await alertHistory(log, found.id) };
  });
  context.print(
    options.json === true
      ? jsonDocument({ ...page.alert, history: page.history })
      : renderAlertPage(page.alert, { history: page.history, now }, canvas()),
  );
  return exitCodes.ok;
};

/** Says that somebody has seen a firing alert. */
export const alertsAck: Command = async (text = "", options, context) => {
  const note = wordsOption(options, "note");
  const who = whoOption(options);
  const { alert } = await withLog(options, context, async ({ definition: { name: model }, log }) => {
    const found = await findAlert(log, model, text);
    return await acknowledgeAlert(log, found.id, { who, note, now: Date.now(), onChange: queueChange });
  });
  const { id, monitor, subject, state } = alert;
  const next =
    state.condition === "over"
      ? "Its condition is over: the next reading resolves it."
      : "It resolves when its condition is over; a new breach after that fires again.";
  context.print(
    options.json === true
      ? jsonDocument({ id, monitor, subject, ...state })
      : `Alert ${id} (${subject === "" ? monitor : `${monitor}, ${subject}`}) is acknowledged by ${who}.\n${next}\n`,
  );
  return exitCodes.ok;
};

/** Tells nobody of an alert, or of a monitor's alerts, for a while. */
export const alertsSilence: Command = async (text = "", options, context) => {
  const now = Date.now();
  const forMs = durationOption(options, "for") ?? 0;
  const [who, note] = [whoOption(options), wordsOption(options, "note")];
  const silence = await withLog(options, context, async ({ definition: { name: model }, log }) => {
    const monitor = await findMonitor(log, model, text);
    const alertId = monitor === null ? (await findAlert(log, model, text)).id : null;
    return await addSilence(log, { model, monitor, alertId, endsAt: now + forMs, who, note, now });
  });
  const of = silence.monitor === null ? `alert ${silence.alertId}` : `every alert of ${silence.monitor}`;
  context.print(
    options.json === true
      ? jsonDocument(silence)
      : `Nobody is told of ${of} until ${formatTime(silence.endsAt)}; its state goes on as ever.\n`,
  );
  return exitCodes.ok;
};

/** Lists the silences that are on. */
export const alertsSilences: Command = async (_, options, context) => {
  const now = Date.now();
  const silences = await withLog(options, context, ({ definition: { name: model }, log }) =>
    listSilences(log, { model, now }),
  );
  context.print(options.json === true ? jsonDocument(silences) : renderSilences(silences, canvas()));
  return exitCodes.ok;
};

/** Ends a silence before its time. */
export const alertsUnsilence: Command = async (text = "", options, context) => {
  const now = Date.now();
  const who = whoOption(options);
  const ended = await withLog(options, context, async ({ definition: { name: model }, log }) => {
    const on = await listSilences(log, { model, now });
    const found = on.filter(({ id }) => id === text || (text.length >= 4 && id.startsWith(text)));
    const [silence] = found;
    const ended =
      found.length === 1 && silence !== undefined
        ? await endSilence(log, silence.id, { model, who, now })
        : null;
    if (ended !== null) return ended;
    throw new AirworthyError(
      "NOT_FOUND",
      `There is ${found.length > 1 ? "more than one" : "no"} silence '${text.slice(0, 40)}' that is on: look at airworthy alerts silences.`,
    );
  });
  const of = ended.monitor === null ? `alert ${ended.alertId}` : `alerts of ${ended.monitor}`;
  context.print(options.json === true ? jsonDocument(ended) : `People are told of ${of} again.\n`);
  return exitCodes.ok;
};
