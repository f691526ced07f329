// The receiving end: express-pouchdb on LevelDB, on a free loopback port, as the package documents it.
// Says {"port": ...} when ready and stops when standard input closes, so it never outlives the benchmark.
"use strict";

const express = require("express");
const PouchDB = require("pouchdb");

process.stdin.on("end", () => process.exit(0)).on("close", () => process.exit(0)).resume();

const app = express();
const sockets = new Set();
let wireBytes = 0;

app.get("/bench/spent", (request, response) => {
  const { user, system } = process.cpuUsage();
  let open = 0;
  for (const socket of sockets) open += socket.bytesRead + socket.bytesWritten;
  response.json({
    cpu_seconds: (user + system) / 1e6,
    peak_rss_bytes: process.resourceUsage().maxRSS * 1024,
    wire_bytes: wireBytes + open,
  });
});

const Databases = PouchDB.defaults({ prefix: process.cwd() + "/received-" });
app.use("/", require("express-pouchdb")(Databases, { inMemoryConfig: true }));

const server = app.listen(0, "127.0.0.1", () => {
  process.stdout.write(JSON.stringify({ port: server.address().port }) + "\n");
});

server.on("connection", (socket) => {
  sockets.add(socket);
  socket.on("close", () => {
    sockets.delete(socket);
    wireBytes += socket.bytesRead + socket.bytesWritten;
  });
});
