import type { ChannelSpec, NotifyDefinition } from "../../../core/definition/index.ts";
import type { ChannelRules } from "../../../core/notify/index.ts";

/** How often a channel is told: as the section says, but for an Alertmanager, which groups and repeats by itself. */
export function channelRules(spec: ChannelSpec, notify: Omit<NotifyDefinition, "channels">): ChannelRules {
  const { resolved } = spec;
  if (spec.kind === "alertmanager")
    return {
      waitMs: 0,
      intervalMs: 0,
      repeatMs: spec.resendMs,
      mostPerHour: null,
      resolved,
      refreshes: true,
    };
  return {
    waitMs: notify.groupWaitMs,
    intervalMs: notify.groupIntervalMs,
    repeatMs: notify.repeatMs,
    mostPerHour: notify.mostPerHour,
    resolved,
    refreshes: false,
  };
}
