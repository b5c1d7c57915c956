import { Badge, type CSSVariablesResolver, createTheme } from "@mantine/core";

/** Calm: one colour for what can be pressed; green, orange and red only for what is well or not. */
export const theme = createTheme({
  primaryColor: "blue",
  primaryShade: { light: 8, dark: 8 },
  autoContrast: true,
  respectReducedMotion: true,
  defaultRadius: "md",
  cursorType: "pointer",
  components: { Badge: Badge.extend({ defaultProps: { tt: "none" } }) },
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Helvetica, Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
});

/** Of text that says how well something is; 4.5 to 1 at least on the page and on its own tint. */
const states = {
  light: {
    good: "#066649",
    bad: "#b02525",
    warn: "#9c3708",
    wait: "#7a4a00",
    idle: "#495057",
    own: "#1864ab",
  },
  dark: {
    good: "#63e6be",
    bad: "#ffa8a8",
    warn: "#ffc078",
    wait: "#ffe066",
    idle: "#ced4da",
    own: "#a5d8ff",
  },
} as const;

/** What Mantine calls the colours of badges. */
const tints = {
  good: "teal",
  bad: "red",
  warn: "orange",
  wait: "yellow",
  idle: "gray",
  own: "blue",
} as const;

function textColours(scheme: keyof typeof states): Record<string, string> {
  const entries = Object.entries(tints) as [keyof typeof tints, string][];
  return Object.fromEntries(
    entries.flatMap(([state, tint]) => [
      [`--state-${state}`, states[scheme][state]],
      [`--mantine-color-${tint}-light-color`, states[scheme][state]],
    ]),
  );
}

/** Text that can be read, faint text and links too. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#5c636a",
    "--mantine-color-anchor": "#1864ab",
    ...textColours("light"),
  },
  dark: { "--mantine-color-dimmed": "#a6a7ab", "--mantine-color-anchor": "#74c0fc", ...textColours("dark") },
});
