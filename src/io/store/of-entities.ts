/** Events by whose they are, as each database finds them. */
import { type RawBuilder, sql } from "kysely";
import { latestPlaces, withChain } from "../event-log/event-chain.ts";
import type { Key } from "../event-log/event-log.ts";
import type { Store } from "./open-store.ts";

/** SQL over the table `events`: rows of `entities` behind the place `after`. */
export function ofEntities(
  { kind }: Pick<Store, "kind">,
  entities: readonly Key[],
  after: number,
): RawBuilder<boolean> {
  if (kind === "postgres") return sql`entity IN (${sql.join(entities)}) AND seq > ${after}`;
  const keptTo = "(SELECT seq FROM heads_position)";
  const wanted = "(SELECT entities FROM asked)";
  const chain = sql.raw(withChain(latestPlaces(wanted, keptTo), "(SELECT after FROM asked)"));
  return sql`seq IN (WITH asked AS (SELECT ${JSON.stringify(entities)} AS entities, ${after} AS after)
    SELECT seq FROM (${chain} SELECT seq FROM chain WHERE seq > (SELECT after FROM asked)))`;
}
