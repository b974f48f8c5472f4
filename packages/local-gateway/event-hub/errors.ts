/**
 * What Event Hubs refuses, with the condition that AMQP clients turn into their own errors.
 * https://learn.microsoft.com/azure/event-hubs/exceptions-dotnet
 */
export class EventHubError extends Error {
  constructor(
    readonly condition: string,
    message: string,
  ) {
    super(message);
    this.name = "EventHubError";
  }
}

export function entityNotFound(entity: string): EventHubError {
  return new EventHubError("amqp:not-found", `The messaging entity '${entity}' could not be found.`);
}

export function partitionUnknown(partitionId: string, partitionCount: number): EventHubError {
  return new EventHubError(
    "com.microsoft:argument-out-of-range",
    `The specified partition is invalid for an EventHub partition sender or receiver. ` +
      `It should be between 0 and ${partitionCount - 1}. Parameter name: PartitionId Actual value was ${partitionId}.`,
  );
}

export function messageTooLarge(bytes: number, limit: number): EventHubError {
  return new EventHubError(
    "amqp:link:message-size-exceeded",
    `The received message (size ${bytes} bytes) exceeds the limit (${limit} bytes) currently allowed on the link.`,
  );
}
