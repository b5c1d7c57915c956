import { type ReactNode, useCallback, useState } from "react";
import classes from "./scroll-box.module.css";

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
      className={classes.box}
      style={{ maxHeight: most }}
    >
      <div className={classes.content}>{children}</div>
    </section>
  );
}
