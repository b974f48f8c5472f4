/** What a link's address names. */
export type Address =
  | { readonly kind: "cbs" | "management" }
  | { readonly kind: "publisher"; readonly hub: string; readonly partition?: string }
  | {
      readonly kind: "consumer";
      readonly hub: string;
      readonly group: string;
      readonly partition: string;
    };

const publisher = /^(?<hub>[^/]+)(?:\/Partitions\/(?<partition>[^/]+))?$/i;
const consumer = /^(?<hub>[^/]+)\/ConsumerGroups\/(?<group>[^/]+)\/Partitions\/(?<partition>[^/]+)$/i;

/**
 * Reads `$cbs`, `HUB/$management`, `HUB`, `HUB/Partitions/N` and `HUB/ConsumerGroups/GROUP/Partitions/N`, with or
 * without the namespace's URL before them; undefined for anything else.
 * https://learn.microsoft.com/azure/service-bus-messaging/service-bus-amqp-protocol-guide
 */
export function parseAddress(address: string): Address | undefined {
  const path = address.replace(/^(amqps?|sb):\/\/[^/]+\//i, "").replace(/^\/|\/$/g, "");
  if (path === "$cbs") return { kind: "cbs" };
  if (/(^|\/)\$management$/i.test(path)) return { kind: "management" };
  const consuming = consumer.exec(path)?.groups;
  if (consuming)
    return {
      kind: "consumer",
      hub: consuming.hub!,
      group: consuming.group!,
      partition: consuming.partition!,
    };
  const publishing = publisher.exec(path)?.groups;
  return publishing && { kind: "publisher", hub: publishing.hub!, partition: publishing.partition };
}
