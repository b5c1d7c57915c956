export type { Channel, ChannelSurroundings } from "./channel.ts";
export { type Notifier, type NotifierOptions, sendDueNotices, startNotifier } from "./notifier.ts";
export { openChannel } from "./open-channel.ts";
export { type SampleOptions, sampleMessage } from "./sample-message.ts";
