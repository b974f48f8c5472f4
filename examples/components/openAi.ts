import { Identity, OpenAiAccount } from "azure-genai-gateway";
import { group, inGroup } from "./shared";

const shared = inGroup(group());
const identity = new Identity("caller", shared);

/** A Foundry account without keys, with one deployment and one identity that may call it. */
const account = new OpenAiAccount("models", {
  ...shared,
  accountName: "oai-example-4f2a",
  kind: "AIServices",
  sku: "GlobalStandard",
  deployments: [{ name: "gpt-5.4", model: "gpt-5.4", version: "2026-03-05", capacity: 50 }],
  userPrincipalId: identity.principalId,
});

export const endpoint = account.endpoint;
