/** Where units and connections of a traced network stand in its picture; wide layers show their strongest units alone. */
import type { Trace } from "../../api/schema.gen.ts";

export interface UnitPlace {
  readonly key: string;
  /** The unit's place in its layer. */
  readonly unit: number;
  readonly x: number;
  readonly y: number;
  readonly value: number;
  /** Between 0 and 1, against the greatest of its layer. */
  readonly strength: number;
  readonly contribution: number;
  readonly name: string;
}

export interface LayerPlace {
  readonly title: string;
  readonly note: string;
  readonly x: number;
  readonly units: readonly UnitPlace[];
}

export interface PathPlace {
  readonly key: string;
  readonly path: string;
  readonly contribution: number;
  /** Between 0 and 1. */
  readonly strength: number;
}

export interface NetworkLayout {
  readonly width: number;
  readonly height: number;
  readonly layers: readonly LayerPlace[];
  readonly paths: readonly PathPlace[];
}

const mostUnits = 16;
const [nameWidth, gap, unitHeight, head] = [230, 190, 26, 48];

interface Layer {
  readonly title: string;
  readonly note: string;
  readonly units: readonly Omit<UnitPlace, "x" | "y" | "strength" | "key">[];
}

export function networkLayout(trace: Trace): NetworkLayout {
  const layers = layersOf(trace).map((layer) => ({ ...layer, units: strongest(layer.units) }));
  const tallest = Math.max(...layers.map(({ units }) => units.length));
  const height = head + tallest * unitHeight + 12;
  const placed = layers.map(({ title, note, units }, index): LayerPlace => {
    const x = nameWidth + index * gap;
    const top = head + ((tallest - units.length) * unitHeight) / 2 + unitHeight / 2;
    const most = Math.max(...units.map(({ value }) => Math.abs(value)), 1e-9);
    const place = (unit: (typeof units)[number], at: number): UnitPlace => ({
      ...unit,
      ...{ key: `${index} ${unit.unit}`, x, y: top + at * unitHeight },
      strength: Math.abs(unit.value) / most,
    });
    return { title, note, x, units: units.map(place) };
  });
  const width = nameWidth + (placed.length - 1) * gap + 150;
  return { width, height, layers: placed, paths: pathsOf(trace, placed) };
}

function layersOf({ encoded, hidden, output, decision }: Trace): Layer[] {
  const moved = (top: Trace["hidden"][number]["top"], unit: number) =>
    top.find((one) => one.unit === unit)?.contribution ?? 0;
  const names = output.classes.length > 0 ? output.classes : [outputName(output.activation)];
  return [
    {
      title: "Input",
      note: `${encoded.length} numbers`,
      units: encoded.map(({ name, value, contribution }, unit) => ({ name, value, contribution, unit })),
    },
    ...hidden.map(({ layer, values, active, top }) => ({
      title: `Hidden ${layer}`,
      note: `${active} of ${values.length} active`,
      units: values.map((value, unit) => ({
        unit,
        value,
        contribution: moved(top, unit),
        name: `unit ${unit}`,
      })),
    })),
    {
      title: "Output",
      note:
        decision.threshold === null
          ? output.activation
          : `${output.activation}, threshold ${decision.threshold}`,
      units: names.map((name, unit) => ({ unit, name, value: output.values[unit] ?? 0, contribution: 0 })),
    },
  ];
}

function outputName(activation: Trace["output"]["activation"]): string {
  return activation === "sigmoid" ? "probability" : "value";
}

/** Of a wide layer those that moved the answer, then those with the greatest values; in the layer's order. */
function strongest<T extends Pick<UnitPlace, "unit" | "value" | "contribution">>(units: readonly T[]): T[] {
  const weight = ({ value, contribution }: T) => Math.abs(contribution) * 1e6 + Math.abs(value);
  return [...units]
    .sort((one, other) => weight(other) - weight(one))
    .slice(0, mostUnits)
    .sort((one, other) => one.unit - other.unit);
}

function pathsOf(trace: Trace, layers: readonly LayerPlace[]): PathPlace[] {
  return trace.paths.flatMap((paths, index) => {
    const most = Math.max(...paths.map(({ contribution }) => Math.abs(contribution)), 1e-9);
    const [from, to] = [layers[index], layers[index + 1]];
    return paths.flatMap((path): PathPlace[] => {
      const one = from?.units.find(({ unit }) => unit === path.from);
      const other = to?.units.find(({ unit }) => unit === path.to);
      if (one === undefined || other === undefined) return [];
      const middle = (one.x + other.x) / 2;
      return [
        {
          key: `${index} ${path.from} ${path.to}`,
          path: `M${one.x + 9} ${one.y} C${middle} ${one.y} ${middle} ${other.y} ${other.x - 9} ${other.y}`,
          contribution: path.contribution,
          strength: Math.abs(path.contribution) / most,
        },
      ];
    });
  });
}
