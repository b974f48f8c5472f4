import type {
  HostApi,
  HostDeployment,
  HostError,
  HostOperation,
  HostProduct,
  HostSubscription,
  HostUser,
  PolicyContext,
} from "../../host";
import { define, named } from "../../types/registry";
import { currentContext } from "../../values/runtime";
import { NetList, NetMap } from "../../values/sequences";
import { ResponseValue } from "../../values/values";
import { fromMs, Span } from "../dates";
import { defineEnum } from "../core/enums";
import { emptyGuid, guid, type NetGuid } from "../core/guid";
import { urlOf } from "./url";
import { VariablesView } from "./variables";

const listOf = (type: string, items: readonly unknown[] = []) => new NetList(named(type), [...items]);
const dateOf = (ms: number | undefined) => (ms === undefined ? null : fromMs(ms));
/** Accounts and subscriptions without a date in the host's data have .NET's default one, of the year 1. */
const start = -62_135_596_800_000;

type Group = NonNullable<HostUser["groups"]>[number];
type Identity = NonNullable<HostUser["identities"]>[number];

define("Policy", "interface IGroup", {
  "string Id": (group: Group) => group.id,
  "string Name": (group: Group) => group.name,
});
define("Policy", "interface IUserIdentity", {
  "string Id": (identity: Identity) => identity.id,
  "string Provider": (identity: Identity) => identity.provider,
});
define("Policy", "interface IUser", {
  "string Id": (user: HostUser) => user.id,
  "string Email": (user: HostUser) => user.email,
  "string FirstName": (user: HostUser) => user.firstName,
  "string LastName": (user: HostUser) => user.lastName,
  "string Note": (user: HostUser) => user.note ?? null,
  "DateTime RegistrationDate": (user: HostUser) => fromMs(user.registered ?? start),
  "IEnumerable<IGroup> Groups": (user: HostUser) => listOf("IGroup", user.groups),
  "IEnumerable<IUserIdentity> Identities": (user: HostUser) => listOf("IUserIdentity", user.identities),
});
define("Policy", "interface IWorkspace", {
  "string Id": (workspace: Group) => workspace.id,
  "string Name": (workspace: Group) => workspace.name,
});
define("Policy", "interface IApi", {
  "string Id": (api: HostApi) => api.id,
  "string Name": (api: HostApi) => api.name,
  "string Path": (api: HostApi) => api.path,
  "IEnumerable<string> Protocols": (api: HostApi) => listOf("string", api.protocols),
  "string Revision": (api: HostApi) => api.revision,
  "string Version": (api: HostApi) => api.version,
  "bool IsCurrentRevision": (api: HostApi) => api.isCurrentRevision,
  "IUrl ServiceUrl": (api: HostApi) => (api.serviceUrl ? urlOf(api.serviceUrl) : null),
  "ISubscriptionKeyParameterNames SubscriptionKeyParameterNames": (api: HostApi) =>
    api.subscriptionKeyParameterNames ?? { header: "Ocp-Apim-Subscription-Key", query: "subscription-key" },
  "IWorkspace Workspace": () => null,
});
define("Policy", "interface ISubscriptionKeyParameterNames", {
  "string Header": (names: { header: string }) => names.header,
  "string Query": (names: { query: string }) => names.query,
});
define("Policy", "interface IOperation", {
  "string Id": (operation: HostOperation) => operation.id,
  "string Name": (operation: HostOperation) => operation.name,
  "string Method": (operation: HostOperation) => operation.method,
  "string UrlTemplate": (operation: HostOperation) => operation.urlTemplate,
});
defineEnum("Policy", "ProductState", "NotPublished Published");
define("Policy", "interface IProduct", {
  "string Id": (product: HostProduct) => product.id,
  "string Name": (product: HostProduct) => product.name,
  "ProductState State": (product: HostProduct) => Number(product.state === "Published"),
  "bool SubscriptionRequired": (product: HostProduct) => product.subscriptionRequired,
  "bool ApprovalRequired": (product: HostProduct) => product.approvalRequired ?? false,
  "int? SubscriptionsLimit": (product: HostProduct) => product.subscriptionsLimit ?? null,
  "int? SubscriptionLimit": (product: HostProduct) => product.subscriptionsLimit ?? null,
  "IEnumerable<IGroup> Groups": (product: HostProduct) => listOf("IGroup", product.groups),
  "IEnumerable<IApi> Apis": () => listOf("IApi"),
  "IWorkspace Workspace": () => null,
});
define("Policy", "interface ISubscription", {
  "string Id": (subscription: HostSubscription) => subscription.id,
  "string Name": (subscription: HostSubscription) => subscription.name,
  "string Key": (subscription: HostSubscription) => subscription.key,
  "string PrimaryKey": (subscription: HostSubscription) => subscription.primaryKey,
  "string SecondaryKey": (subscription: HostSubscription) => subscription.secondaryKey,
  "DateTime CreatedDate": (subscription: HostSubscription) => fromMs(subscription.created ?? start),
  "DateTime? StartDate": (subscription: HostSubscription) => dateOf(subscription.starts),
  "DateTime? EndDate": (subscription: HostSubscription) => dateOf(subscription.ends),
});
define("Policy", "interface IGateway", {
  "string Id": (deployment: HostDeployment) => deployment.gatewayId,
  "string InstanceId": (deployment: HostDeployment) => deployment.instanceId ?? deployment.gatewayId,
  "bool IsManaged": (deployment: HostDeployment) => deployment.gatewayId === "managed",
});
define("Policy", "interface IDeployment", {
  "string ServiceName": (deployment: HostDeployment) => deployment.serviceName,
  "string ServiceId": (deployment: HostDeployment) => deployment.serviceId,
  "string Region": (deployment: HostDeployment) => deployment.region,
  "string GatewayId": (deployment: HostDeployment) => deployment.gatewayId,
  "IGateway Gateway": (deployment: HostDeployment) => deployment,
  "IReadOnlyDictionary<string,X509Certificate2> Certificates": () =>
    new NetMap(named("string"), named("X509Certificate2")),
});
define("Policy", "interface ILastError", {
  "string Source": (error: HostError) => error.source,
  "string Reason": (error: HostError) => error.reason,
  "string Message": (error: HostError) => error.message,
  "string Scope": (error: HostError) => error.scope,
  "string Section": (error: HostError) => error.section,
  "string Path": (error: HostError) => error.path,
  "string PolicyId": (error: HostError) => error.policyId,
});

let lastRequest = { text: "", id: emptyGuid };

/** Read once for all the expressions of a call. */
function requestId(text: string): NetGuid {
  if (lastRequest.text !== text) lastRequest = { text, id: guid(text) };
  return lastRequest.id;
}

/** https://learn.microsoft.com/azure/api-management/api-management-policy-expressions#ContextVariables */
define("Policy", "interface IContext", {
  "IApi Api": (context: PolicyContext) => context.api ?? null,
  "IDeployment Deployment": (context: PolicyContext) => context.deployment,
  "TimeSpan Elapsed": (context: PolicyContext) => new Span(BigInt(Math.round(context.elapsedMs() * 10_000))),
  "ILastError LastError": (context: PolicyContext) => context.lastError ?? null,
  "IOperation Operation": (context: PolicyContext) => context.operation ?? null,
  "IProduct Product": (context: PolicyContext) => context.product ?? null,
  "IRequest Request": (context: PolicyContext) => context.request,
  "Guid RequestId": (context: PolicyContext) => requestId(context.requestId),
  "IResponse Response": (context: PolicyContext) =>
    context.response === undefined ? null : new ResponseValue(context.response),
  "ISubscription Subscription": (context: PolicyContext) => context.subscription ?? null,
  "DateTime Timestamp": (context: PolicyContext) => fromMs(context.timestamp),
  "bool Tracing": (context: PolicyContext) => context.tracing,
  "IUser User": (context: PolicyContext) => context.user ?? null,
  "IVariables Variables": (context: PolicyContext) => new VariablesView(context.variables),
  "IWorkspace Workspace": () => null,
  "void Trace(string message)": (_: PolicyContext, message: string | null) =>
    currentContext().trace(message ?? ""),
});
