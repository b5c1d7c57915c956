import { type ChannelSpec, missingVariables } from "../../../core/definition/index.ts";
import { alertmanagerChannel } from "./alertmanager.ts";
import { type Channel, type ChannelSurroundings, failed } from "./channel.ts";
import { commandChannel } from "./command.ts";
import { emailChannel } from "./email.ts";
import { slackChannel } from "./slack.ts";
import { webhookChannel } from "./webhook.ts";

type Open<K extends ChannelSpec["kind"]> = (
  spec: Extract<ChannelSpec, { kind: K }>,
  surroundings: ChannelSurroundings,
) => Channel;

const openers: { readonly [K in ChannelSpec["kind"]]: Open<K> } = {
  webhook: webhookChannel,
  slack: slackChannel,
  email: emailChannel,
  alertmanager: alertmanagerChannel,
  command: commandChannel,
};

/** The channel of `spec`; where a variable that it names is not set, every attempt says so and sends nothing. */
export function openChannel(spec: ChannelSpec, surroundings: ChannelSurroundings): Channel {
  const missing = missingVariables({ channels: { it: spec } }, surroundings.environment);
  if (missing.length > 0) {
    const names = missing.map(({ variable }) => variable).join(", ");
    return { deliver: async () => failed(`the environment variable ${names} is not set`) };
  }
  return (openers[spec.kind] as Open<ChannelSpec["kind"]>)(spec as never, surroundings);
}
