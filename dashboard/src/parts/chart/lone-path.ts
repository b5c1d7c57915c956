interface Place {
  /** In pixels; null where there is not enough to say. */
  readonly x: number | null;
  readonly y: number | null;
}

/** An SVG path with a point at each place that has nothing on either side: a line is not drawn there. */
export function lonePath(places: readonly Place[]): string {
  const isThere = (place: Place | undefined) => place?.x != null && place.y != null;
  return places
    .filter((place, at) => isThere(place) && !isThere(places[at - 1]) && !isThere(places[at + 1]))
    .map(({ x, y }) => `M${x} ${y}h0`)
    .join("");
}
