import type { ElementRow } from "./facts";

const request = "id! partition-key etag";
const triggers = "consistency-level:ConsistencyLevel pre-trigger post-trigger";
const templated: ElementRow = { attributes: "template:Template", content: "text" };

/**
 * Policies of GraphQL resolvers. A resolver's document has one of the data sources as its root; none stands in a section.
 * https://learn.microsoft.com/azure/api-management/configure-graphql-resolver
 */
export const graphQlPolicies: Readonly<Record<string, ElementRow>> = {
  "cosmosdb-data-source": {
    children: "connection-info! query-request read-request delete-request write-request response",
    sections: "",
  },
  // In the published XSD only.
  "graphql-data-source": { children: "request! response", sections: "" },
  "http-data-source": { children: "http-request! backend http-response", sections: "" },
  "publish-event": { children: "targets!", sections: "" },
  "sql-data-source": { children: "connection-info! include-fragment* request! response", sections: "" },
};

/** What a document of a resolver may begin with. */
export const resolverRoots = Object.keys(graphQlPolicies).filter((name) => name.endsWith("-data-source"));

export const graphQlParts: Readonly<Record<string, ElementRow>> = {
  targets: { children: "graphql-subscription+" },
  "graphql-subscription": { attributes: "id!" },
  "http-request": {
    children: `get-authorization-context set-backend-service include-fragment* set-method! set-url! set-header* set-body
      authentication-certificate authentication-managed-identity`,
  },
  "http-data-source/backend": { children: "forward-request" },
  "http-response": { children: "set-body xml-to-json find-and-replace publish-event include-fragment*" },
  "graphql-data-source/request": { attributes: "*", content: "any" },
  "graphql-data-source/response": { attributes: "*", content: "any" },
  "sql-data-source/connection-info": {
    children: "connection-string! include-fragment* authentication-certificate",
  },
  "cosmosdb-data-source/connection-info": { children: "connection-string! database-name! container-name!" },
  "connection-string": { attributes: "use-managed-identity:boolean|x", content: "text" },
  "database-name": { content: "text" },
  "container-name": { content: "text" },
  "sql-data-source/request": {
    attributes: "single-result:boolean|x",
    children: "include-fragment* set-body sql-statement! parameters",
  },
  "sql-statement": { content: "text" },
  parameters: { children: "parameter*" },
  "parameters/parameter": { attributes: "name! sql-type", content: "text" },
  "sql-data-source/response": { children: "include-fragment* set-body publish-event" },
  "cosmosdb-data-source/response": { children: "set-body publish-event" },
  "query-request": {
    attributes: "enable-low-precision-order-by:boolean",
    children: "sql-statement parameters partition-key paging",
  },
  "read-request": { children: request },
  "delete-request": { attributes: triggers, children: request },
  "write-request": {
    attributes: `type:WriteRequest indexing-directive ${triggers}`,
    children: "id etag set-body partition-key",
  },
  "partition-key": { attributes: "data-type:PartitionKey template:Template", content: "text" },
  etag: { attributes: "type template:Template", content: "text" },
  "read-request/id": templated,
  "delete-request/id": templated,
  "write-request/id": templated,
  paging: { children: "max-item-count! continuation-token!" },
  "max-item-count": templated,
  "continuation-token": templated,
};
