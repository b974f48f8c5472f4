import "./core/index";
import "./text/index";
import "./collections/index";
import "./linq/index";
import "./json/index";
import "./dates";
import "./web/index";
import "./context/index";
