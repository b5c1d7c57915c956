/** The project behind a server's pages: its stores are opened when a page first asks, and closed with the server. */
import { type EventLog, openEventLog } from "../io/event-log/index.ts";
import { openStore, type Store } from "../io/store/open-store.ts";
import { ViewAsker } from "../pipeline/views/view-asker.ts";
import type { OpenProject, ServedProject } from "../server/index.ts";
import type { Project } from "./project.ts";

export interface ServedProjectOptions extends Omit<Project, "store"> {
  /** Of the log. */
  readonly location: string;
}

/** What `startServer` takes as `project`; to be disposed of after the server has stopped. */
export class ServedProjectOpener implements AsyncDisposable {
  readonly #options: ServedProjectOptions;
  readonly #asker: ViewAsker;
  #opened: Promise<ServedProject> | null = null;
  #appender: Promise<EventLog> | null = null;

  constructor(options: ServedProjectOptions) {
    this.#options = options;
    const { definition, projectDirectory, location } = options;
    this.#asker = new ViewAsker({ definition, projectDirectory, log: location });
  }

  /** The project; asked for again where the store could not be opened. */
  readonly open: OpenProject = Object.assign(() => this.#openOnce(), { begin: () => this.#begin() });

  #begin(): void {
    this.#asker.begin();
    this.#openOnce().catch(() => undefined); // the first question tells it
  }

  #openOnce(): Promise<ServedProject> {
    const effects = { ask: this.#asker.ask, appender: this.#openAppender };
    this.#opened ??= openProject(this.#options, effects).catch((cause: unknown) => {
      this.#opened = null;
      throw cause;
    });
    return this.#opened;
  }

  readonly #openAppender = (): Promise<EventLog> => {
    this.#appender ??= openEventLog(this.#options.location).catch((cause: unknown) => {
      this.#appender = null;
      throw cause;
    });
    return this.#appender;
  };

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#appender)?.[Symbol.asyncDispose]();
    await this.#asker[Symbol.asyncDispose]();
    const project = await this.#opened;
    if (project === null) return;
    if (project.log !== project.store) await project.log[Symbol.asyncDispose]();
    await project.store[Symbol.asyncDispose]();
  }
}

async function openProject(
  { location, ...project }: ServedProjectOptions,
  effects: Pick<ServedProject, "ask" | "appender">,
): Promise<ServedProject> {
  const { storePath } = project.workspace;
  const store = await openStore(storePath);
  const log: Store = location === storePath ? store : await openStore(location);
  return { ...project, store, log, ...effects };
}
