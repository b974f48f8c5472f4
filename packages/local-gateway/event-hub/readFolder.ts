import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { decodeRecord } from "./log/record";
import { damagedSegment } from "./log/segment";

/** Beside the hubs of a stack on disk: the rows of API Management's LLM log, a JSON object a line. */
export const llmLogFile = "ApiManagementGatewayLlmLog.jsonl";

const segmentName = /^\d{16}-(\d{16})\.log$/;

/** True for a folder that a stack keeps its events in: a folder a namespace, in it one a hub. */
export function isEventHubFolder(directory: string): boolean {
  return hubsIn(directory).length > 0;
}

/**
 * The bodies of all events of all hubs that a stack has kept in a folder, as text, whether or not a stack is writing to it:
 * nothing is locked or mended. What is half written at the end of a partition is not there yet.
 * @throws ProblemsError EVENT_LOG_DAMAGED
 */
export function readEventHubFolder(directory: string): readonly string[] {
  return hubsIn(directory).flatMap((hub) =>
    foldersIn(hub).flatMap((partition) => {
      const segments = readdirSync(partition)
        .filter((name) => segmentName.test(name))
        .sort();
      return segments.flatMap((name, index) =>
        bodiesOf(
          readFileSync(join(partition, name)),
          Number(name.slice(0, 16)),
          index === segments.length - 1,
        ),
      );
    }),
  );
}

function bodiesOf(bytes: Buffer, baseSequence: number, isLast: boolean): readonly string[] {
  const bodies: string[] = [];
  for (let position = 0; position < bytes.length;) {
    const decoded = decodeRecord(bytes, position, 0);
    if (!decoded) {
      if (isLast) break;
      throw damagedSegment(baseSequence, position);
    }
    // What a client has sent as AMQP values is no text; the gateway's own events are.
    if (!decoded.event.encodedBody) bodies.push(Buffer.from(decoded.event.body).toString("utf8"));
    position = decoded.end;
  }
  return bodies;
}

function hubsIn(directory: string): readonly string[] {
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) return [];
  return foldersIn(directory)
    .flatMap(foldersIn)
    .filter((folder) => existsSync(join(folder, "hub.json")));
}

function foldersIn(directory: string): readonly string[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(directory, name))
    .sort();
}
