/** The pages, in the order of the navigation: those that exist. */
export interface PageRow {
  readonly path: string;
  readonly title: string;
  /** What it answers. */
  readonly question: string;
  /** What there must be for it to have something to ask for; nothing unless told. */
  readonly needs?: Need;
}

/** Each holds what those before it hold, too. */
export type Need = "project" | "run" | "champion";

export const pages = {
  overview: { path: "/", title: "Overview", question: "Is my model all right?", needs: "champion" },
  data: { path: "/data", title: "Data", question: "How did rows become features?", needs: "run" },
  training: { path: "/training", title: "Training", question: "Did it learn?", needs: "run" },
  validation: { path: "/validation", title: "Validation", question: "Can I trust it?", needs: "run" },
  package: { path: "/package", title: "Package", question: "What do I ship?", needs: "champion" },
  predictions: { path: "/predictions", title: "Predictions", question: "Why this answer?", needs: "project" },
  monitoring: { path: "/monitoring", title: "Monitoring", question: "Is it still good?", needs: "champion" },
  alerts: { path: "/alerts", title: "Alerts", question: "What needs me?", needs: "project" },
  feedback: { path: "/feedback", title: "Feedback", question: "What shall it learn?", needs: "champion" },
  models: { path: "/models", title: "Models", question: "What runs where?", needs: "project" },
  learn: { path: "/learn", title: "Learn", question: "How does a model become ready for production?" },
} as const satisfies Readonly<Record<string, PageRow>>;

/** Whether the address is the page's, or below it. */
export function isAt(address: string, { path }: PageRow): boolean {
  return path === "/" ? address === "/" : address === path || address.startsWith(`${path}/`);
}
