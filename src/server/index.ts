export type { Listening } from "./processes/message.ts";
export { supervise } from "./processes/supervise.ts";
export type { WorkerLink } from "./processes/worker-link.ts";
export type { OpenProject, ServedProject } from "./project.ts";
export { type PagesOptions, type RunningPages, startPages } from "./start-pages.ts";
export { type RunningServer, type ServerOptions, startServer } from "./start-server.ts";
export type { Champion } from "./watch-champion.ts";
