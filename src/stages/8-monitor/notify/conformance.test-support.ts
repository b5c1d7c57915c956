/** What every channel promises, whatever it speaks; run on each of them against a real receiver. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { channelVariables } from "../../../core/definition/index.ts";
import type { Attempt, Message } from "../../../core/notify/index.ts";
import { testMessage } from "./message.test-support.ts";
import { openChannel } from "./open-channel.ts";
import type { Receivers, Setup } from "./receiver.test-support.ts";

/** Text that would do something where it was not quoted. */
const hostile =
  "<!channel> </b><script>alert(1)</script> $(touch /tmp/x) `id` \"q\" \\ 'é' 🚨 \r\nBcc: eve@example.com";

function deliver(
  { spec, environment }: Setup,
  message: Message = testMessage(),
  signal = new AbortController().signal,
): Promise<Attempt> {
  const surroundings = { environment, now: Date.now, directory: import.meta.dirname };
  return openChannel(spec, surroundings).deliver(message, { signal });
}

function expectNoSecret({ secrets }: Receivers, text: string): void {
  for (const secret of secrets) expect(text).not.toContain(secret);
}

interface Scene {
  readonly kind: string;
  readonly receivers: Receivers;
}

const promises: Readonly<Record<string, (scene: Scene) => Promise<void>>> = {
  "deliver() brings a message to the receiver and says what came back": async ({ receivers }) => {
    const before = (await receivers.received()).length;
    const attempt = await deliver(
      receivers.fine,
      testMessage([{ alertId: "a1", monitor: "accuracy of ios" }]),
    );
    expect(attempt).toMatchObject({ delivered: true, retryAfterMs: null });
    const got = (await receivers.received()).slice(before);
    expect(got).toHaveLength(1);
    expect(got[0]?.text).toContain("accuracy of ios");
  },

  "deliver() brings a message again under the same id": async ({ receivers }) => {
    const message = testMessage([{ alertId: "a2" }], { id: "2f0e6a40-9c1d-4e0b-8a55-1f2b3c4d5e6f" });
    await deliver(receivers.fine, message);
    await deliver(receivers.fine, message);
    const ids = (await receivers.received()).map(({ id }) => id).filter((id) => id !== null);
    if (ids.length > 0) expect(ids.filter((id) => id.includes(message.id))).toHaveLength(2);
  },

  "deliver() brings names and notes as text, whatever stands in them": async ({ receivers }) => {
    const notice = { alertId: "a3", monitor: hostile, subject: hostile, who: hostile, note: hostile };
    const attempt = await deliver(
      receivers.fine,
      testMessage([{ ...notice, state: "acknowledged" as const }]),
    );
    expect(attempt).toMatchObject({ delivered: true });
    const text =
      (await receivers.received())
        .map((each) => each.text)
        .find((each) => each.includes("eve@example.com")) ?? "";
    expect(text).toContain("eve@example.com");
    expect(text).toContain("é");
    expect(text).not.toMatch(/^bcc:/im);
  },

  "deliver() says what a receiver that refuses said, without a secret": async ({ receivers }) => {
    const attempt = await deliver(receivers.refusing);
    expect(attempt).toMatchObject({ delivered: false });
    expect(attempt.answer).not.toBe("");
    expect(attempt.answer.length).toBeLessThanOrEqual(260);
    expectNoSecret(receivers, attempt.answer);
  },

  "deliver() ends at its time limit where no answer comes": async ({ receivers }) => {
    const attempt = await deliver(receivers.silent);
    expect(attempt).toMatchObject({ delivered: false, answer: expect.stringContaining("within 400 ms") });
  },

  "deliver() ends when it is told to": async ({ receivers }) => {
    const cancel = new AbortController();
    const { spec, environment } = receivers.silent;
    const patient = { ...spec, timeLimitMs: 60_000 };
    const attempt = deliver({ spec: patient, environment }, testMessage(), cancel.signal);
    setTimeout(() => cancel.abort(), 100);
    expect(await attempt).toMatchObject({ delivered: false });
    expect(await deliver({ spec: patient, environment }, testMessage(), cancel.signal)).toMatchObject({
      delivered: false,
    });
  },

  "deliver() fails where there is no receiver, and does not say where it should be": async ({
    receivers,
  }) => {
    const attempt = await deliver(receivers.absent);
    expect(attempt).toMatchObject({ delivered: false });
    expectNoSecret(receivers, attempt.answer);
  },

  "deliver() names the variable that is not set": async ({ receivers, kind }) => {
    const { spec, environment } = receivers.fine;
    const names = channelVariables(spec);
    for (const name of names) {
      const attempt = await deliver({ spec, environment: { ...environment, [name]: "" } });
      expect(attempt).toEqual({
        delivered: false,
        answer: `the environment variable ${name} is not set`,
        retryAfterMs: null,
      });
    }
    expect(names).toEqual(
      kind === "alertmanager" ? ["AM_TOKEN"] : expect.arrayContaining([expect.any(String)]),
    );
  },
};

/** Tries every promise on the channel `kind`. */
export function keepsChannelPromises(kind: string, start: () => Promise<Receivers>): void {
  describe(kind, () => {
    let receivers: Receivers;
    beforeAll(async () => {
      receivers = await start();
    });
    afterAll(() => receivers[Symbol.asyncDispose]());
    for (const [name, keep] of Object.entries(promises)) test(name, () => keep({ kind, receivers }));
  });
}
