import { GenAiGateway, UseCase, UseCaseCommons } from "azure-genai-gateway";
import { location } from "./shared";

const gateway = new GenAiGateway("genai", {
  config: {
    location,
    environment: "dev",
    workload: "example",
    apiManagement: {
      sku: "Developer",
      publisherName: "Platform team",
      publisherEmail: "platform@example.com",
    },
    backends: [
      {
        name: "payg-1",
        kind: "payg",
        deployments: [{ name: "gpt-5.4", model: "gpt-5.4", version: "2026-03-05", capacity: 100 }],
      },
    ],
    products: [{ name: "apps", displayName: "Apps", subscriptions: [{ name: "first-team" }] }],
    contracts: { enabled: true, mostTokensPerMinute: 50_000, requires: ["owner"] },
  },
});

// Two use cases of one program: API Management changes one API at a time, and they wait for each other there.
const commons = new UseCaseCommons("contracts");
const chatbot = new UseCase("chatbot", {
  hub: gateway.hub!,
  commons,
  contract: {
    useCase: { businessUnit: "hr", name: "chatbot", environment: "dev", owner: "hr-chatbot@example.com" },
    grants: [{ api: "openAiV1", models: ["gpt-5.4"], tokensPerMinute: 20_000 }],
  },
});
const search = new UseCase("search", {
  hub: gateway.hub!,
  commons,
  contract: {
    useCase: { businessUnit: "sales", name: "search", environment: "dev", owner: "sales@example.com" },
    grants: [{ api: "openAiV1", models: ["gpt-5.4"], tokensPerMinute: 10_000 }],
  },
});

export const products = [chatbot.productId, search.productId];
export const endpoints = chatbot.endpoints;
