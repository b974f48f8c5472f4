import { describePages } from "./docsPages";

describePages("configure.md", "operate.md", "extend.md");
