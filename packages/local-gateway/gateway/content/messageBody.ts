import { PolicyFailure, type Call } from "../policy";
import { sectionMessage } from "../sectionMessage";
import { unverified } from "../unverifiedTexts";

/** The body that a policy of this section works on, a stream having been read to its end; undefined where there is none. */
export async function sectionText(call: Call): Promise<string | undefined> {
  if (!isRequestSection(call)) await call.response?.buffer();
  const bytes = isRequestSection(call) ? call.context.request.body.bytes() : call.response?.bytes();
  return bytes && bytes.length > 0 ? Buffer.from(bytes).toString("utf8") : undefined;
}

export function isRequestSection({ section }: Call): boolean {
  return section === "inbound" || section === "backend";
}

/** Puts a text in place of that body, with its type. */
export function setSectionText(call: Call, text: string, contentType?: string): void {
  const message = sectionMessage(call);
  message.setBody(Buffer.from(text));
  if (contentType !== undefined) message.headers.set("Content-Type", contentType);
}

/** Runs what reads a body; a body that is not what it should be fails the call. */
export function reading<T>(policy: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof PolicyFailure) throw error;
    throw new PolicyFailure({ source: policy, ...unverified.contentUnreadable((error as Error).message) });
  }
}
