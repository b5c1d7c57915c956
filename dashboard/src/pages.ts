/** The pages, in the order of the navigation: those that exist. */
export interface PageRow {
  readonly path: string;
  readonly title: string;
  /** What it answers. */
  readonly question: string;
}

export const pages = {
  overview: { path: "/", title: "Overview", question: "Is my model all right?" },
  monitoring: { path: "/monitoring", title: "Monitoring", question: "Is it still good?" },
  alerts: { path: "/alerts", title: "Alerts", question: "What needs me?" },
  models: { path: "/models", title: "Models", question: "What runs where?" },
} as const satisfies Readonly<Record<string, PageRow>>;
