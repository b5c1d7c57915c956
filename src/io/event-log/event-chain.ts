/**
 * How an entity's events are found in SQLite. An index by entity would take a page of the file for nearly every event:
 * most of what an append writes. Instead each event names the one before it of its entity, which goes to the end of a
 * narrow table; where an entity's latest event is, is kept for many events at once, and looked up among the events since.
 * A link that is missing (an older Airworthy wrote the event) is searched for: links only spare reading.
 */

/** Events among which an entity's latest is looked for: after so many places, where it is is kept. */
export const placesBetweenHeads = 1_024;

/** The place of the latest event of each entity of a JSON list; `keptTo` is the place up to which heads are kept. */
export function latestPlaces(entities: string, keptTo: string): string {
  return `SELECT entity, max(seq) AS seq FROM (
    SELECT h.entity, h.seq FROM json_each(${entities}) AS j CROSS JOIN entity_heads AS h ON h.entity = j.value
    UNION ALL SELECT e.entity, e.seq FROM events AS e
    WHERE e.seq > ${keptTo} AND e.entity IN (SELECT value FROM json_each(${entities}))) GROUP BY entity`;
}

/**
 * WITH clause of `chain (entity, seq)`: from the places of `latest` (entity, seq) back over all that lie behind `after`,
 * and some that do not, or are of no event any more.
 */
export function withChain(latest: string, after: string): string {
  return `WITH RECURSIVE chain (entity, seq) AS (${latest}
    UNION ALL SELECT chain.entity, coalesce(l.previous,
      (SELECT max(e.seq) FROM events AS e WHERE e.seq < chain.seq AND e.entity = chain.entity), 0)
    FROM chain LEFT JOIN event_links AS l ON l.seq = chain.seq WHERE chain.seq > ${after})`;
}
