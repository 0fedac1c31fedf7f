// The peer's server: express-pouchdb on LevelDB. Prints its port when it listens.
const folder = process.argv[2];
const express = require("express");
const PouchDB = require("pouchdb").defaults({ prefix: folder + "/" });
const app = express();
app.use("/", require("express-pouchdb")(PouchDB, { inMemoryConfig: true, mode: "minimumForPouchDB", logPath: folder + "/log.txt" }));
const server = app.listen(0, "127.0.0.1", () => console.log(server.address().port));
