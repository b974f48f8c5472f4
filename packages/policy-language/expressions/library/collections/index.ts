import "./interfaces";
import "./comparers";
import "./list";
import "./array";
import "./dictionary";
import "./hashSet";
import "./queueStack";
import "./tuples";
