import type { ReactNode } from "react";

interface ScrollBoxProps {
  /** What is in it. */
  readonly label: string;
  /** Higher content scrolls, in pixels; none does unless told. */
  readonly most?: number;
  readonly children: ReactNode;
}

/** Content that may be wider or higher than its place: it scrolls, by the keyboard too. */
export function ScrollBox({ label, most, children }: ScrollBoxProps): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section aria-label={label} tabIndex={0} style={{ overflow: "auto", maxHeight: most }}>
      {children}
    </section>
  );
}
