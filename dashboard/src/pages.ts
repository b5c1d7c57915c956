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
} as const satisfies Readonly<Record<string, PageRow>>;
