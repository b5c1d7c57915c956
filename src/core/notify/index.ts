export type { Attempt } from "./attempt.ts";
export { type BackOffOptions, backOffMs } from "./back-off.ts";
export { type Message, type MessageAlert, messageAlert, type ToldChange } from "./message.ts";
export { isOn, type Notice, type NoticeState, noticeStates, type QueuedNotice } from "./notice.ts";
export {
  type ChannelRules,
  type ChannelView,
  type Covers,
  type Plan,
  type PlanOptions,
  planMessage,
  type SentMessage,
  type Told,
  type Trail,
  type WaitingMessage,
} from "./plan-message.ts";
