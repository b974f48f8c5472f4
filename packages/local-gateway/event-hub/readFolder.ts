import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import type { Place } from "@azure-genai-gateway/common/problem";
import { decodeRecord } from "./log/record";
import { placeInFile } from "./log/placeInFile";
import { damagedSegment, wholeRecordFollows } from "./log/segment";

/** Beside the hubs of a stack on disk: the rows of API Management's LLM log, a JSON object a line. */
export const llmLogFile = "ApiManagementGatewayLlmLog.jsonl";

const segmentName = /^\d{16}-(\d{16})\.log$/;

/** True for a folder that a stack keeps its events in: a folder a namespace, in it one a hub. */
export function isEventHubFolder(directory: string): boolean {
  return hubsIn(directory).length > 0;
}

/** An event that was kept. */
export interface KeptEvent {
  readonly body: Uint8Array;
  /** Counts from 0 in its partition. */
  readonly sequenceNumber: number;
  /** In the folder's own file. */
  readonly place: () => Place;
}

/**
 * All events of all hubs that a stack has kept in a folder, whether or not a stack is writing to it: nothing is locked or
 * mended. What is half written at the end of a partition is not there yet.
 * @throws ProblemsError EVENT_LOG_DAMAGED
 */
export function readEventHubFolder(directory: string): readonly KeptEvent[] {
  return hubsIn(directory).flatMap((hub) =>
    foldersIn(hub).flatMap((partition) => {
      const segments = readdirSync(partition)
        .filter((name) => segmentName.test(name))
        .sort();
      return segments.flatMap((name, index) =>
        eventsOf(join(partition, name), index === segments.length - 1),
      );
    }),
  );
}

function eventsOf(file: string, isLast: boolean): readonly KeptEvent[] {
  const bytes = readFileSync(file);
  const events: KeptEvent[] = [];
  for (let position = 0; position < bytes.length;) {
    const decoded = decodeRecord(bytes, position, 0);
    if (!decoded) {
      if (isLast && !wholeRecordFollows(bytes, position)) break;
      throw damagedSegment(Number(basename(file).slice(0, 16)), position, placeInFile(file, bytes, position));
    }
    const { body, encodedBody, sequenceNumber } = decoded.event;
    // What a client has sent as AMQP values is no text; the gateway's own events are.
    const bodyAt = decoded.end - body.length;
    if (!encodedBody) events.push({ body, sequenceNumber, place: () => placeInFile(file, bytes, bodyAt) });
    position = decoded.end;
  }
  return events;
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
