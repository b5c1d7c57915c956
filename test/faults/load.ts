/**
 * Clients as applications have them: they send until they are answered, the very same again where they are not, and now
 * and then again where they were. What was acknowledged stands in a ledger.
 */
import { setTimeout as pause } from "node:timers/promises";
import { seededRandom } from "../../src/core/random.ts";

export interface Acknowledged {
  /** What was answered, by the event's id. */
  readonly predictions: Map<string, PredictionReply>;
  /** Events that were sent without a question. */
  readonly events: Set<string>;
  /** The last label that was acknowledged, by the event's id. */
  readonly labels: Map<string, boolean>;
  /** How often each status was met; 0 where the connection failed. */
  readonly statuses: Map<number, number>;
  /** Answers that must not be. */
  readonly wrong: string[];
}

export interface PredictionReply {
  readonly prediction_id: string;
  readonly event_id: string;
  readonly probability: number;
  readonly model_version: number;
}

export interface LoadOptions {
  readonly url: string;
  readonly clients?: number;
  readonly seed?: number;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds between two requests of a client; none unless told. */
  readonly thinkMs?: number;
  readonly customers?: number;
}

export interface Load {
  readonly acknowledged: Acknowledged;
  /** Lets every client finish what it has begun. */
  stop(): Promise<Acknowledged>;
}

/** Statuses after which a client tries again. */
const again = new Set([0, 429, 503, 504]);

/** Clients that go on until they are stopped. */
export function startLoad(options: LoadOptions): Load {
  const { clients = 8, seed = 1 } = options;
  const acknowledged: Acknowledged = {
    predictions: new Map(),
    events: new Set(),
    labels: new Map(),
    statuses: new Map(),
    wrong: [],
  };
  const stopped = { yes: false };
  const all = Array.from({ length: clients }, (_, index) =>
    new Client(options, {
      name: `${seed}-${index}`,
      seed: seed * 1_000 + index,
      acknowledged,
      stopped,
    }).run(),
  );
  return {
    acknowledged,
    async stop() {
      stopped.yes = true;
      await Promise.all(all);
      return acknowledged;
    },
  };
}

interface ClientState {
  readonly name: string;
  readonly seed: number;
  readonly acknowledged: Acknowledged;
  readonly stopped: { readonly yes: boolean };
}

const channels = ["search", "mail", "direct"];

class Client {
  readonly #options: LoadOptions;
  readonly #state: ClientState;
  readonly #random: ReturnType<typeof seededRandom>;
  /** Ids of its own events that have no label yet. */
  readonly #unlabelled: string[] = [];
  #count = 0;

  constructor(options: LoadOptions, state: ClientState) {
    this.#options = options;
    this.#state = state;
    this.#random = seededRandom(state.seed);
  }

  async run(): Promise<void> {
    while (!this.#state.stopped.yes) {
      const dice = this.#random.next();
      if (dice < 0.6) await this.#predict();
      else if (dice < 0.8) await this.#tell();
      else await this.#label();
      if (this.#options.thinkMs !== undefined) await pause(this.#options.thinkMs);
    }
  }

  async #predict(): Promise<void> {
    const event = this.#event();
    const reply = await this.#send<PredictionReply>("/predict", event);
    if (reply === null) return;
    const { predictions, wrong } = this.#state.acknowledged;
    if (reply.event_id !== event.visit_id) wrong.push(`${event.visit_id} was answered as ${reply.event_id}`);
    predictions.set(event.visit_id, reply);
    this.#unlabelled.push(event.visit_id);
    if (this.#random.next() > 0.1) return;
    const repeated = await this.#send<PredictionReply>("/predict", event);
    if (JSON.stringify(repeated) !== JSON.stringify(reply))
      wrong.push(`${event.visit_id}: ${JSON.stringify(reply)}, then ${JSON.stringify(repeated)}`);
  }

  async #tell(): Promise<void> {
    const events = Array.from({ length: 1 + this.#random.below(4) }, () => this.#event());
    if ((await this.#send("/events", events)) === null) return;
    for (const { visit_id: id } of events) {
      this.#state.acknowledged.events.add(id);
      this.#unlabelled.push(id);
    }
  }

  /** The truth for one of its own events; now and then it is corrected. */
  async #label(): Promise<void> {
    const id = this.#unlabelled.shift();
    if (id === undefined) return;
    for (let more = 1; more > 0.8; more = this.#random.next()) {
      const label = this.#random.next() < 0.5;
      if ((await this.#send("/feedback", { event_id: id, label })) === null) return;
      this.#state.acknowledged.labels.set(id, label);
    }
  }

  /** Mostly of now, one in ten up to an hour late. */
  #event() {
    this.#count += 1;
    const random = this.#random;
    const late = random.next() < 0.1 ? random.below(3_600_000) : random.below(50);
    return {
      visit_id: `f${this.#state.name}-${this.#count}`,
      customer_id: `c${random.below(this.#options.customers ?? 40)}`,
      started_at: new Date(Date.now() - late).toISOString(),
      channel: channels[random.below(3)] ?? "search",
      pages: 1 + random.below(20),
      basket: Math.round(random.next() * 10_000) / 100,
    };
  }

  /** The reply once there is one; null where it is a refusal, which these requests never deserve. */
  async #send<T>(path: string, body: unknown): Promise<T | null> {
    const { url, headers = {} } = this.#options;
    const { statuses, wrong } = this.#state.acknowledged;
    const text = JSON.stringify(body);
    for (let tries = 0; ; tries += 1) {
      const { status, reply } = await request(`${url}${path}`, {
        method: "POST",
        body: text,
        headers: { "content-type": "application/json", ...headers },
      });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status === 200) return JSON.parse(reply) as T;
      if (!again.has(status)) {
        wrong.push(`${path} answered ${status}: ${reply.slice(0, 300)}`);
        return null;
      }
      await pause(Math.min(200, 10 * 2 ** tries));
    }
  }
}

async function request(url: string, init: RequestInit): Promise<{ status: number; reply: string }> {
  try {
    const reply = await fetch(url, { ...init, signal: AbortSignal.timeout(20_000) });
    return { status: reply.status, reply: await reply.text() };
  } catch {
    return { status: 0, reply: "" };
  }
}
