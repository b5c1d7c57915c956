/**
 * The event log over PostgreSQL. What waits while a transaction is on its way goes into the next one together: one
 * commit, and so one wait for the server's disk, for all of it. A server that is away fails what was asked, soon; the
 * next call finds out whether it is back.
 */
import type { Pool, PoolClient, QueryResult } from "pg";
import { AirworthyError } from "../../core/error.ts";
import { storeName } from "../store/location.ts";
import { outageOf, stateOf } from "../store/postgres-outage.ts";
import { openPool } from "../store/postgres-pool.ts";
import { requireEntries } from "./check-entries.ts";
import type { Position } from "./decide-append.ts";
import type {
  Appended,
  AppendOptions,
  EventLog,
  LogEntry,
  LogRead,
  ReadOptions,
  Snapshot,
} from "./event-log.ts";
import { PostgresLog } from "./postgres-log.ts";
import { beginAppend, beginRead, beginSave, planSettings, statements } from "./postgres-statements.ts";

interface Waiting {
  readonly entries: readonly LogEntry[];
  readonly options: AppendOptions;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (reason: unknown) => void;
}

export interface PostgresEventLogOptions {
  /** The longest that a statement takes, with its wait for another writer; five seconds unless told. */
  readonly waitMs?: number;
}

const appendsPerCommit = 64;

export class PostgresEventLog implements EventLog {
  readonly #pool: Pool;
  readonly #name: string;
  readonly #underWay = new Set<Promise<unknown>>();
  #waiting: Waiting[] = [];
  #isAppending = false;
  #isClosed = false;

  /** `url` is a database with its schema up to date: see `openEventLog`. */
  constructor(url: string, { waitMs = 5_000 }: PostgresEventLogOptions = {}) {
    this.#pool = openPool(url, { statementMs: waitMs, lockMs: waitMs, settings: planSettings });
    this.#name = storeName(url);
  }

  async append(entries: readonly LogEntry[], options: AppendOptions): Promise<Appended> {
    requireEntries(entries);
    this.#requireOpen();
    const appended = new Promise<Appended>((resolve, reject) => {
      this.#waiting.push({ entries, options, resolve, reject });
    });
    if (!this.#isAppending) this.#track(this.#appendWaiting());
    return await appended;
  }

  async read(options: ReadOptions): Promise<LogRead> {
    this.#requireOpen();
    return await this.#track(
      this.#transaction(beginRead, (client, position) => new PostgresLog(client, position).read(options)),
    );
  }

  async saveSnapshots(plan: string, snapshots: readonly Snapshot[]): Promise<void> {
    this.#requireOpen();
    const values = [
      plan,
      snapshots.map(({ entity }) => entity),
      snapshots.map(({ seq }) => seq),
      snapshots.map(({ state }) => state),
    ];
    const save = async (client: PoolClient) => {
      await client.query({ text: statements.saveSnapshots, values });
    };
    await this.#track(this.#transaction(beginSave, save));
  }

  /** Does what it was asked before, then stops. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
    await this.#pool.end();
  }

  async #appendWaiting(): Promise<void> {
    this.#isAppending = true;
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, appendsPerCommit);
      try {
        const appended = await this.#transaction(beginAppend, (client, position) =>
          appendAll(new PostgresLog(client, position), group),
        );
        for (const [index, { resolve }] of group.entries()) resolve(appended[index] as Appended);
      } catch (cause) {
        // What waited behind it would only wait for the same again.
        for (const { reject } of [...group, ...this.#waiting.splice(0)]) reject(cause);
      }
    }
    this.#isAppending = false;
  }

  /** A connection that met any failure is not used again: what is left of its transaction ends with it. */
  async #transaction<T>(
    begin: string,
    work: (client: PoolClient, position: Position) => Promise<T>,
  ): Promise<T> {
    let client: PoolClient | null = null;
    // What breaks a connection in use rejects its query too.
    const ignore = () => undefined;
    try {
      client = await this.#pool.connect();
      client.on("error", ignore);
      const results = (await client.query(begin)) as unknown as QueryResult<Position>[];
      const result = await work(client, positionIn(results[1]));
      await client.query("COMMIT");
      client.off("error", ignore);
      client.release();
      return result;
    } catch (cause) {
      client?.release(true);
      throw this.#failure(cause);
    }
  }

  #track<T>(work: Promise<T>): Promise<T> {
    this.#underWay.add(work);
    const forget = () => this.#underWay.delete(work);
    work.then(forget, forget);
    return work;
  }

  #failure(cause: unknown): unknown {
    if (!(cause instanceof Error)) return cause;
    const isFull = stateOf(cause) === diskFull;
    const [code, verb] = isFull
      ? (["DISK_UNUSABLE", "write"] as const)
      : (["STORE_UNUSABLE", "use"] as const);
    const message = `Cannot ${verb} the store ${this.#name}: ${outageOf(cause)}.`;
    return new AirworthyError(code, message, { cause, details: { path: this.#name } });
  }

  #requireOpen(): void {
    if (!this.#isClosed) return;
    throw new AirworthyError("STORE_UNUSABLE", `Cannot use the store ${this.#name}: the log was closed.`);
  }
}

function positionIn(result: QueryResult<Position> | undefined): Position {
  const [position] = result?.rows ?? [];
  if (position === undefined) throw new Error("the log has no position");
  return position;
}

const diskFull = "53100";

async function appendAll(log: PostgresLog, group: readonly Waiting[]): Promise<Appended[]> {
  const appended: Appended[] = [];
  for (const { entries, options } of group) appended.push(await log.append(entries, options));
  return appended;
}
