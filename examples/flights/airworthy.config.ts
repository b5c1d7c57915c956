import { category, integer, mlp, parquet, pipeline, rows, timestamp } from "airworthy";

/** Three million US flights of 2001: will this one be more than 15 minutes late? README.md tells what was found. */
export default pipeline({
  name: "late-flight",
  events: {
    source: parquet("../../node_modules/vega-datasets/data/flights-3m.parquet"),
    entity: "origin",
    time: "date",
    // A delay is known when the flight has landed; six hours after departure 99.7% of them have.
    label: { column: "delay", above: 15, maturesAfter: "6h" },
    columns: {
      date: timestamp({ description: "Actual departure, local time: it holds a part of the delay." }),
      delay: integer({ outcome: true, description: "Minutes late on arrival." }),
      distance: integer({ min: 1, description: "Miles." }),
      origin: category(),
      destination: category(),
    },
  },
  clean: ({ delay }) => [rows(delay.lt(-120)).drop("more than two hours early")],
  features: ({ date, delay, distance, entity }) => {
    const late = delay.gt(15);
    const hour = date.hourOfDay();
    return {
      // The small hours are the end of the evening: nothing is scheduled then, and who departs then is late already.
      time_of_day: hour.lt(5).choose(hour.plus(24), hour).clip({ min: 5, max: 21 }),
      day_of_week: date.dayOfWeek(),
      log_distance: distance.log1p(),
      late_share_12h: entity.mean(late.toNumber()).over("12h"),
      late_share_7d: entity.mean(late.toNumber()).over("7d"),
      mean_delay_12h: entity.mean(delay.clip({ min: -60, max: 240 })).over("12h"),
      last_delay: entity.last(delay.clip({ min: -60, max: 240 })),
      departures_1h: entity.count().over("1h"),
      departures_24h: entity.count().over("24h"),
    };
  },
  inputs: ["origin", "destination"],
  split: { by: "time", validation: 0.2 },
  model: mlp({ hidden: [32, 16], epochs: 3, batchSize: 1_024, learningRate: 0.003 }),
  validation: { bootstrapSamples: 200 },
  gates: { rocAuc: { atLeast: 0.65 } },
});
