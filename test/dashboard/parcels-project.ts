/** A small project of parcels that is really trained: of a class out of eleven, or of a number. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { seededRandom } from "../../src/core/random.ts";
import { airworthy, temporaryFolder } from "../cli/airworthy.ts";
import type { ServedFolder } from "./serving-pages.ts";

export const parcelLabels = {
  depot: "depot: category()",
  weight: "weight: number({ min: 0 })",
  /** A number of which the model says whether it is above 12. */
  heavy: "weight: number({ min: 0 })",
} as const;

export type ParcelLabel = keyof typeof parcelLabels;

const optionTable: Readonly<Record<ParcelLabel, string>> = {
  depot: '"depot"',
  weight: '"weight"',
  heavy: '{ column: "weight", above: 12 }',
};

export const depots = 11;
const parcels = 900;

const config = (
  label: ParcelLabel,
) => `import { category, csv, mlp, number, pipeline, text, timestamp } from "airworthy";

export default pipeline({
  name: "parcels",
  events: {
    source: csv("parcels.csv"),
    id: "parcel",
    entity: "sender_id",
    time: "at",
    label: ${optionTable[label]},
    columns: { parcel: text(), sender_id: text(), at: timestamp(), size: number(), ${parcelLabels[label]} },
  },
  features: ({ size, sender }) => ({ usual_size: sender.mean(size) }),
  model: mlp({ hidden: [8], epochs: 6 }),
});
`;

/** Makes and trains it; it goes with its scope. */
export async function parcelsProject(label: ParcelLabel): Promise<ServedFolder> {
  const folder = await temporaryFolder();
  await mkdir(folder.path, { recursive: true });
  await writeFile(join(folder.path, "airworthy.config.ts"), config(label));
  const random = seededRandom(4);
  const lines = Array.from({ length: parcels }, (_, index) => {
    const size = random.next() * depots;
    const at = new Date(Date.UTC(2026, 0, 1) + index * 600_000).toISOString();
    return `p${index},s${index % 40},${at},${size.toFixed(2)},depot ${Math.floor(size) + 1},${(2 * size + random.next()).toFixed(2)}`;
  });
  await writeFile(
    join(folder.path, "parcels.csv"),
    ["parcel,sender_id,at,size,depot,weight", ...lines].join("\n"),
  );
  const { code, stderr } = await airworthy(["run"], { cwd: folder.path });
  if (code !== 0) throw new Error(`airworthy run ended with ${code}: ${stderr}`);
  return folder;
}
