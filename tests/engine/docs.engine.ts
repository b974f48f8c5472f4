import { pagesOf } from "../docs/whereCommandsRun";
import { describePages } from "./docsPages";

// These two have files of their own, which run beside this one.
const own = ["docs/deploy.md", "docs/python.md"];
describePages(...pagesOf("engine").filter((page) => !own.includes(page)));
