import { declareContracts } from "../components";

/** One UseCase for each file that the stack's config names; the stack's outputs are what each may call, and its key. */
export = () => declareContracts(__dirname);
