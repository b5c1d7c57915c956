import { variableOf, type WebhookChannel } from "../../../core/definition/index.ts";
import { type Channel, type ChannelSurroundings, failed } from "./channel.ts";
import { post } from "./http-post.ts";
import { isStrong, signatureHeaders } from "./sign.ts";
import { readValue } from "./variables.ts";

/** The message as JSON, signed; each attempt has a signature of its own time and the same `webhook-id`. */
export function webhookChannel(spec: WebhookChannel, { environment, now }: ChannelSurroundings): Channel {
  const [url, secret] = [spec.url, spec.secret].map((value) => readValue(value, environment)) as [
    string,
    string,
  ];
  const bearer = spec.bearer === null ? null : readValue(spec.bearer, environment);
  return {
    async deliver(message, { signal }) {
      if (!isStrong(secret)) return failed(`${variableOf(spec.secret)} holds a secret of less than 24 bytes`);
      const body = JSON.stringify(message);
      const headers = {
        ...signatureHeaders({ id: message.id, now: now(), body, secret }),
        ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
      };
      const secrets = [secret, ...(bearer === null ? [] : [bearer]), ...(spec.url === url ? [] : [url])];
      return await post(url, { body, headers, signal, timeLimitMs: spec.timeLimitMs, secrets });
    },
  };
}
