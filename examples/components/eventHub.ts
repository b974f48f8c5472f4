import { Identity, UsageEventHub } from "azure-genai-gateway";
import { group, inGroup } from "./shared";

const shared = inGroup(group());
const [sender, reader] = [new Identity("sender", shared), new Identity("reader", shared)];

/** An Event Hub without keys: one identity sends, another reads, and Azure adds throughput units when they are needed. */
const hub = new UsageEventHub("usage", {
  ...shared,
  namespaceName: "evhns-example-4f2a",
  capacity: 1,
  maximumThroughputUnits: 4,
  retentionDays: 7,
  partitions: 4,
  senderPrincipalId: sender.principalId,
  dataReceivers: [{ principalId: reader.principalId }],
});

export const namespace = hub.endpointAddress;
