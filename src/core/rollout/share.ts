/**
 * Which entities see a challenger: those whose number in [0, 1), made of the rollout and the entity alone, lies below
 * the share. So an entity always sees one version, and a greater share only adds entities.
 */

/** Whether `entity` is within the first `share` of the rollout's entities. */
export function isInShare(rollout: string, entity: string, share: number): boolean {
  return entityNumber(rollout, entity) < share;
}

/** Evenly spread over [0, 1), in steps of 2⁻³². Two rounds of 32 bits, each ended as MurmurHash3 ends (Appleby). */
export function entityNumber(rollout: string, entity: string): number {
  const seed = mixed(rollout, 0x9747b28c);
  return mixed(entity, seed) / 2 ** 32;
}

function mixed(text: string, seed: number): number {
  let hash = seed;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0xcc9e2d51);
    hash = Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64;
  }
  hash ^= text.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
