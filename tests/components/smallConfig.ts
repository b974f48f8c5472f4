import { parseGatewayConfig, type GatewayConfigInput } from "../../components/config";

/** The least of a config, with one backend and one product, in a tier. */
export const smallConfig = (
  sku: GatewayConfigInput["apiManagement"]["sku"],
  more: object = {},
): GatewayConfigInput => ({
  location: "westeurope",
  environment: "dev",
  workload: "genai",
  apiManagement: { sku, publisherName: "A", publisherEmail: "a@example.com" },
  backends: [
    {
      name: "a",
      kind: "payg",
      deployments: [{ name: "gpt-5.4", model: "gpt-5.4", version: "2026-03-05", capacity: 50 }],
    },
  ],
  products: [{ name: "p", displayName: "P", tokensPerMinute: 1000 }],
  ...more,
});

/** What is said of a config: `severity CODE subject`. */
export const saidOf = (raw: unknown) =>
  parseGatewayConfig(raw).problems.map(({ code, severity, subject }) => `${severity} ${code} ${subject}`);
