export { type RunningServer, type ServerOptions, startServer } from "./start-server.ts";
export type { Champion } from "./watch-champion.ts";
