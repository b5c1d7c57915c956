import { type ReactNode, useCallback, useState } from "react";

interface ScrollBoxProps {
  /** What is in it. */
  readonly label: string;
  /** Higher content scrolls, in pixels; none does unless told. */
  readonly most?: number;
  readonly children: ReactNode;
}

/** Content that may be wider or higher than its place; a region of its own, that the keyboard reaches, where it is. */
export function ScrollBox({ label, most, children }: ScrollBoxProps): ReactNode {
  const [scrolls, setScrolls] = useState(false);
  const watch = useCallback((box: HTMLElement) => {
    const observer = new ResizeObserver(() =>
      setScrolls(box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight),
    );
    for (const element of [box, ...box.children]) observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <section
      ref={watch}
      {...(scrolls ? { "aria-label": label, tabIndex: 0 } : {})}
      style={{ overflow: "auto", position: "relative", maxHeight: most }}
    >
      <div style={{ minWidth: "fit-content" }}>{children}</div>
    </section>
  );
}
