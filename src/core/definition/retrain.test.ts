import { expect, test } from "vitest";
import { boolean, integer, text, timestamp } from "../column.ts";
import { csv, pipeline } from "./index.ts";
import type { RetrainOptions } from "./retrain.ts";

const events = {
  source: csv("x.csv"),
  entity: "user_id",
  time: "ts",
  label: "bought",
  columns: { user_id: text(), ts: timestamp(), clicks: integer(), bought: boolean() },
} as const;

const define = (retrain: RetrainOptions, monitor = {}) => pipeline({ name: "x", events, retrain, monitor });

test("pipeline() retrains by hand alone unless told, with a day between two and two a day", () => {
  expect(pipeline({ name: "x", events }).retrain).toEqual({
    promote: "manual",
    through: "at once",
    onAlert: false,
    everyMs: null,
    newLabels: null,
    windowMs: null,
    coolDownMs: 86_400_000,
    perDay: 2,
  });
  expect(define({ every: "7d", coolDown: "1h", window: "90d" }).retrain).toMatchObject({
    windowMs: 7_776_000_000,
    everyMs: 604_800_000,
    coolDownMs: 3_600_000,
  });
});

test("pipeline() refuses a retrain section without meaning", () => {
  expect(() => define({ promote: "always" as never })).toThrow("retrain.promote is 'always'");
  expect(() => define({ newLabels: 0 })).toThrow("retrain.newLabels wants a whole, positive number");
  expect(() => define({ perDay: 1.5 })).toThrow("retrain.perDay wants a whole, positive number");
  expect(() => define({ window: "0d" })).toThrow("Cannot read the duration '0d'");
  expect(() => define({ onAlert: true }, { latencyMs: { alertAbove: 100 } })).toThrow(
    "no monitor to wait for",
  );
  expect(define({ onAlert: true }, { accuracy: { alertBelow: 0.8 } }).retrain?.onAlert).toBe(true);
});
