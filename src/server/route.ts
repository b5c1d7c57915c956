/** A route as data: what it is called, what it takes, and a function from a call to a reply that knows no framework. */
import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import type { z } from "zod";
import type { LiveCore, ModelHost, ServedModel } from "../stages/7-serve/index.ts";
import type { Authorise, RouteScope } from "./auth.ts";
import type { EventSource } from "./event-streams.ts";
import type { Limits } from "./limits.ts";
import type { Metrics } from "./metrics.ts";
import type { OpenProject } from "./project.ts";
import type { SignIn } from "./sign-in.ts";

export interface ServerContext {
  readonly host: ModelHost;
  /** Null where the server keeps no event log. */
  readonly live: LiveCore | null;
  readonly metrics: Metrics;
  readonly limits: Limits;
  /** Asked for every request before its body is read, by its route's scope. */
  readonly authorise: Authorise;
  /** Who signed in to the pages. */
  readonly signIn: SignIn;
  /** Null where the server has no project. */
  readonly project: OpenProject | null;
}

export interface Call {
  readonly params: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  readonly query: Readonly<Record<string, unknown>>;
  /** Empty where there is none, or a stream. */
  readonly body: Uint8Array;
  /** The body of a media type that the route reads as it comes; null for any other. */
  readonly stream: Readable | null;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
  /** Gets the versions that answer it, where the route knows; it is counted for the champion otherwise. */
  readonly versions: Set<number>;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes and text go out as they are, anything else as JSON. */
  readonly body: unknown;
  /** Told in place of the body, as server-sent events, for as long as the client stays. */
  readonly events?: EventSource;
}

export interface Route {
  readonly method: "GET" | "POST";
  /** As OpenAPI writes them: `/v2/models/{model}`; the first is the documented one. */
  readonly paths: readonly string[];
  readonly summary: string;
  /** Whom it is for: everybody, or the bearer of a key with this scope (or admin). */
  readonly scope: RouteScope;
  /** Whether a model answers: how long that takes is watched. */
  readonly predicts?: true;
  readonly body?: z.ZodType;
  /** Media types of the body that it reads beside application/json. */
  readonly bodyTypes?: readonly string[];
  /** A body that `model` answers, from the example in its package; undefined where there is none. */
  readonly example?: (model: ServedModel) => unknown;
  /** A media type whose body the route reads as a stream, of any length. */
  readonly streams?: string;
  /** Parameters of the query, and what they mean. */
  readonly query?: Readonly<Record<string, string>>;
  /** Parameters of the query by a schema, where they are more than flags; read with `queryOf`. */
  readonly parameters?: z.ZodObject;
  readonly reply: z.ZodType;
  /** Media type of the reply; application/json unless told. */
  readonly replyType?: string;
  /** Of each event, where the reply is a stream of them. */
  readonly events?: z.ZodType;
  readonly handle: (call: Call, context: ServerContext) => Reply | Promise<Reply>;
  /** The body of an error, where clients of this route want more than `{"error": …}`. */
  readonly errorBody?: (message: string) => Readonly<Record<string, unknown>>;
}
