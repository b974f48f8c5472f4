/** The gateway on a laptop, from resources in Azure's own shape. */
export type { DeclaredResource, Deployment, StackOutput } from "@azure-genai-gateway/common/resource";
export { createDashboard } from "./dashboard/createDashboard";
export { Feed } from "./dashboard/feed";
export { createGateway } from "./gateway/createGateway";
export { serveHttp, type HttpServer } from "./http/server";
export { createLocalStack, type LocalStack, type LocalStackOptions } from "./stack/stack";
export { serveLocalStack, type ServedStack, type ServeStackOptions } from "./stack/serveStack";
