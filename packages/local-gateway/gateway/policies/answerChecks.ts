import type { Call } from "../policy";

type AnswerCheck = (call: Call) => Promise<void>;

const checks = new WeakMap<Call, AnswerCheck[]>();
const none: readonly AnswerCheck[] = [];

/** Has every answer of the backend checked before any other policy sees it; a check refuses by throwing. */
export function checkAnswers(call: Call, check: AnswerCheck): void {
  const list = checks.get(call);
  if (list) list.push(check);
  else checks.set(call, [check]);
}

/** For the policies that get answers from backends. */
export function answerChecks(call: Call): readonly AnswerCheck[] {
  return checks.get(call) ?? none;
}
