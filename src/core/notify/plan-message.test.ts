import { describe, expect, test } from "vitest";
import type { QueuedNotice } from "./notice.ts";
import {
  type ChannelRules,
  type ChannelView,
  type Plan,
  planMessage,
  type Told,
  type Trail,
  type WaitingMessage,
} from "./plan-message.ts";

const [second, minute, hour] = [1_000, 60_000, 3_600_000];
const start = Date.UTC(2026, 4, 1);

const rules: ChannelRules = {
  waitMs: 30 * second,
  intervalMs: 5 * minute,
  repeatMs: 4 * hour,
  mostPerHour: 6,
  resolved: true,
  refreshes: false,
};

/** Times are milliseconds after the start. */
interface Story {
  readonly alert?: string;
  readonly severity?: "page" | "warn";
  readonly unread?: readonly (readonly [state: QueuedNotice["state"], at: number])[];
  readonly told?: Omit<Told, "seq">;
}

function trail({ alert = "a", severity = "page", unread = [], told }: Story): Trail {
  const notices = unread.map(
    ([state, at], index): QueuedNotice => ({
      seq: 10 + index,
      queuedAt: start + at,
      id: `${alert}-${index}`,
      alertId: alert,
      state,
      severity,
      at: start + at,
      since: start,
      ...{ model: "m", monitor: alert, subject: "", value: null, bound: null, direction: null, unit: null },
      ...{ count: null, window: null, runbook: null, who: null, note: null },
    }),
  );
  const before = trailEnd(alert, severity, told?.state ?? "firing");
  return {
    alertId: alert,
    last: notices.at(-1) ?? before,
    unread: notices,
    told: told === undefined ? null : { ...told, at: start + told.at, seq: 9 },
  };
}

function trailEnd(alertId: string, severity: "page" | "warn", state: QueuedNotice["state"]): QueuedNotice {
  return {
    ...{ seq: 9, queuedAt: start, id: `${alertId}-told`, alertId, state, severity, at: start, since: start },
    ...{ model: "m", monitor: alertId, subject: "", value: null, bound: null, direction: null, unit: null },
    ...{ count: null, window: null, runbook: null, who: null, note: null },
  };
}

interface Scene {
  readonly stories: readonly Story[];
  readonly at: number;
  readonly rules?: Partial<ChannelRules>;
  readonly sent?: readonly {
    readonly at: number;
    readonly alerts?: readonly string[];
    readonly severity?: "page" | "warn";
  }[];
  readonly waiting?: Partial<WaitingMessage>;
  readonly declaredAt?: number;
  /** [alert, from, to). */
  readonly silence?: readonly [string, number, number];
}

function plan({ stories, at, sent = [], waiting, silence, declaredAt = -hour, ...scene }: Scene): Plan {
  const view: ChannelView = {
    declaredAt: start + declaredAt,
    trails: stories.map(trail),
    sent: sent.map((each) => ({ severity: "page", alerts: ["a"], ...each, at: start + each.at })),
    waiting:
      waiting === undefined
        ? null
        : { id: "w", severity: "page", createdAt: start, covers: { a: 10 }, ...waiting },
  };
  return planMessage(view, {
    rules: { ...rules, ...scene.rules },
    now: start + at,
    isSilenced: ({ alertId }, time) =>
      silence !== undefined &&
      alertId === silence[0] &&
      time >= start + silence[1] &&
      time < start + silence[2],
  });
}

/** The alerts of a plan; its kind where it sends nothing. */
function told(scene: Scene): readonly string[] | string {
  const made = plan(scene);
  return made.kind === "send" ? made.trails.map(({ alertId }) => alertId) : made.kind;
}

const firing = (at: number) => ["firing", at] as const;
const resolved = (at: number) => ["resolved", at] as const;

describe("planMessage() groups", () => {
  test("what comes within the wait of the first into one message", () => {
    const stories = [
      { alert: "a", unread: [firing(0)] },
      { alert: "b", unread: [firing(20 * second)] },
    ];
    expect(told({ stories, at: 29 * second })).toBe("rest");
    expect(told({ stories, at: 30 * second })).toEqual(["a", "b"]);
  });

  test("what comes after a message until the interval is over", () => {
    const stories = [{ alert: "b", unread: [firing(minute)] }];
    const sent = [{ at: 30 * second }];
    expect(told({ stories, sent, at: 5 * minute })).toBe("rest");
    expect(told({ stories, sent, at: 5 * minute + 30 * second })).toEqual(["b"]);
  });

  test("by severity: a page does not wait for what only warns", () => {
    const stories = [
      { alert: "w", severity: "warn", unread: [firing(0)] },
      { alert: "p", severity: "page", unread: [firing(minute)] },
    ] as const;
    const sent = [{ at: 0, severity: "warn" }] as const;
    expect(told({ stories, sent, at: 2 * minute })).toEqual(["p"]);
    expect(told({ stories: stories.slice(0, 1), sent, at: 5 * minute })).toEqual(["w"]);
  });
});

describe("planMessage() repeats", () => {
  const told4 = (state: Told["state"]) => ({ stories: [{ told: { state, at: 0 } }], at: 4 * hour });
  test("what is firing and nobody acknowledged, after a while", () => {
    expect(told({ ...told4("firing"), at: 4 * hour - 1 })).toBe("rest");
    expect(plan(told4("firing"))).toMatchObject({ kind: "send", reason: "repeat" });
  });
  test("nothing that is acknowledged or over", () => {
    expect(told(told4("acknowledged"))).toBe("rest");
    expect(told(told4("resolved"))).toBe("rest");
  });
  test("what a receiver would forget, acknowledged or silenced too, until it is over", () => {
    const refreshing = { rules: { refreshes: true, repeatMs: minute, waitMs: 0, intervalMs: 0 }, at: minute };
    const silence = ["a", 0, hour] as const;
    const story = (state: Told["state"]) => [{ told: { state, at: 0 } }];
    expect(told({ stories: story("acknowledged"), silence, ...refreshing })).toEqual(["a"]);
    expect(told({ stories: story("resolved"), silence, ...refreshing })).toBe("rest");
    expect(told({ stories: [{ unread: [firing(0)] }], silence, ...refreshing })).toBe("rest");
  });
});

describe("planMessage() respects a silence", () => {
  const silence = ["a", 0, hour] as const;
  test("at the time of sending: what came before it waits too", () => {
    const stories = [{ unread: [firing(-10 * second)] }];
    expect(told({ stories, silence, at: 30 * second })).toBe("rest");
    expect(told({ stories, silence, at: hour })).toEqual(["a"]);
  });
  test("for its alert alone", () => {
    const stories = [{ unread: [firing(0)] }, { alert: "b", unread: [firing(0)] }];
    expect(told({ stories, silence, at: minute })).toEqual(["b"]);
  });
  test("and afterwards says what is on still, and nothing of what was over by then", () => {
    expect(told({ stories: [{ unread: [firing(minute)] }], silence, at: hour })).toEqual(["a"]);
    const over = plan({ stories: [{ unread: [firing(minute), resolved(2 * minute)] }], silence, at: hour });
    expect(over).toMatchObject({ kind: "rest", passed: [{ alertId: "a" }] });
  });
  test("but says that it is over to who was told that it was on", () => {
    const stories = [{ told: { state: "firing" as const, at: -hour }, unread: [resolved(minute)] }];
    expect(told({ stories, silence, at: 30 * minute })).toBe("rest");
    expect(told({ stories, silence, at: hour })).toEqual(["a"]);
  });
});

test("planMessage() tells a new channel what is on, and not what was over before", () => {
  const scene = { declaredAt: hour, at: 2 * hour };
  expect(told({ stories: [{ unread: [firing(0)] }], ...scene })).toEqual(["a"]);
  expect(told({ stories: [{ unread: [firing(0), resolved(minute)] }], ...scene })).toBe("rest");
  expect(told({ stories: [{ unread: [firing(0), resolved(hour)] }], ...scene })).toEqual(["a"]);
});

test("planMessage() tells no end where none is wanted", () => {
  const scene = { rules: { resolved: false }, at: hour };
  const over = { told: { state: "firing", at: 0 }, unread: [resolved(minute)] } as const;
  expect(plan({ stories: [over], ...scene })).toMatchObject({ kind: "rest", passed: [{ alertId: "a" }] });
  expect(told({ stories: [{ unread: [firing(minute)] }], ...scene })).toEqual(["a"]);
});

test("planMessage() lets a flapping alert cause few messages an hour, and others still be told", () => {
  const sent = [5, 10, 15, 20, 25, 30].map((at) => ({ at: at * minute, alerts: ["a"] }));
  const flapping = { alert: "a", unread: [firing(31 * minute)] };
  expect(told({ stories: [flapping], sent, at: 64 * minute })).toBe("rest");
  expect(told({ stories: [flapping], sent, at: 65 * minute })).toEqual(["a"]);
  const other = { alert: "b", unread: [firing(40 * minute)] };
  expect(told({ stories: [flapping, other], sent, at: 41 * minute })).toEqual(["a", "b"]);
});

describe("planMessage() of what waits to be delivered", () => {
  const unread = [firing(0)];
  test("sends the same again, however much else there is for now", () => {
    const stories = [{ unread }, { alert: "b", unread: [firing(minute)] }];
    expect(told({ stories, waiting: {}, at: 4 * minute })).toBe("resend");
  });
  test("makes a new one when the interval is over and something has changed", () => {
    const stories = [{ unread: [...unread, resolved(minute)] }];
    const made = plan({ stories, waiting: {}, at: 6 * minute });
    expect(made).toMatchObject({ kind: "send", withdrawn: "w", trails: [{ alertId: "a" }] });
    expect(told({ stories: [{ unread }], waiting: {}, at: hour })).toBe("resend");
  });
  test("takes it back for a silence, and lets others be told meanwhile", () => {
    const silence = ["a", minute, hour] as const;
    const made = plan({ stories: [{ unread }], waiting: {}, silence, at: 2 * minute });
    expect(made).toMatchObject({ kind: "rest", withdrawn: "w" });
    const both = [{ unread }, { alert: "b", unread }];
    const waiting = { covers: { a: 10, b: 10 } };
    expect(plan({ stories: both, waiting, silence, at: 2 * minute })).toMatchObject({
      kind: "send",
      withdrawn: "w",
      trails: [{ alertId: "b" }],
    });
  });
});
