/** Scrolls the box that an element stands in, and nothing else, until the element is seen: the page stays where the reader is. */
export function showInBox(element: HTMLElement): void {
  const box = element.closest("section");
  if (box === null) return;
  const [own, place] = [element.getBoundingClientRect(), box.getBoundingClientRect()];
  box.scrollTop += beyond([own.top, own.bottom], [place.top, place.bottom]);
  box.scrollLeft += beyond([own.left, own.right], [place.left, place.right]);
}

type Span = readonly [from: number, to: number];

/** How far the span reaches out of the other; negative before its beginning. */
function beyond([from, to]: Span, [start, end]: Span): number {
  return from < start ? from - start : Math.max(0, to - end);
}
