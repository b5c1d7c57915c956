/** The environment variables that channels name. */
import type { ChannelSpec, EnvironmentName } from "./channel.ts";
import type { NotifyDefinition } from "./notify.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** `OPS_SECRET` of `env:OPS_SECRET`. */
export function variableOf(name: EnvironmentName): string {
  return name.slice("env:".length);
}

const variablesOf: {
  readonly [K in ChannelSpec["kind"]]: (spec: Extract<ChannelSpec, { kind: K }>) => string[];
} = {
  webhook: ({ url, secret, bearer }) => named(url, secret, bearer),
  slack: ({ url }) => named(url),
  email: ({ smtp }) => named(smtp),
  alertmanager: ({ url, bearer }) => named(url, bearer),
  command: ({ environment }) => [...environment],
};

function named(...values: readonly (string | null)[]): string[] {
  return values
    .filter((value) => value?.startsWith("env:") === true)
    .map((value) => variableOf(value as EnvironmentName));
}

/** The environment variables that a channel names. */
export function channelVariables(spec: ChannelSpec): string[] {
  return (variablesOf[spec.kind] as (spec: ChannelSpec) => string[])(spec);
}

export interface MissingVariable {
  readonly channel: string;
  readonly variable: string;
}

/** The variables that channels name and that are not set, or are empty. */
export function missingVariables(
  { channels }: Pick<NotifyDefinition, "channels">,
  environment: Environment,
): MissingVariable[] {
  return Object.entries(channels).flatMap(([channel, spec]) =>
    channelVariables(spec)
      .filter((variable) => (environment[variable] ?? "") === "")
      .map((variable) => ({ channel, variable })),
  );
}
