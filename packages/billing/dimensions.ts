/** What a bill can be broken down by, each with the SQL of its value in the table `event`; null is "none". */
export const dimensions = {
  /** Of the call, in UTC. */
  day: "strftime(called, '%Y-%m-%d')",
  month: "strftime(called, '%Y-%m')",
  product: "product",
  subscription: "subscription",
  useCase: "useCase",
  businessUnit: "businessUnit",
  costCenter: "costCenter",
  /** Without its version: `gpt-4.1-mini-2025-04-14` is `gpt-4.1-mini`. */
  model: "model",
  deployment: "deployment",
  alias: "alias",
  backend: "backend",
  backendKind: "backendKind",
  provider: "provider",
  region: "region",
  /** `model`, `mcp` or `a2a`; events that do not say are of models. */
  kind: "coalesce(kind, 'model')",
  server: "server",
  tool: "tool",
  /** Who called, by token: the application, and the person as a keyed hash. */
  app: "callerApp",
  user: "callerUser",
} as const;

export type Dimension = keyof typeof dimensions;

export const dimensionNames = Object.keys(dimensions) as readonly Dimension[];
