/** What a live event needs of this stage, without an engine: a server loads no more of it. */
export { type Event, type Misfit, parseEvent } from "./parse-event.ts";
