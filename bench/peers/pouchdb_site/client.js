// The sending end: N documents in a memory database, replicated over HTTP, then nothing new, then one document more.
// Given one JSON plan: port of the server, records (a file, one JSON record a line; the last is the one more), batch.
// Says one JSON line of figures.
"use strict";

const fs = require("fs");
const { isDeepStrictEqual } = require("util");
const PouchDB = require("pouchdb");
PouchDB.plugin(require("pouchdb-adapter-memory"));

const CREATE = 500; // documents per bulkDocs when making the source
const BATCHES = 10; // batches_limit
const PAGE = 1000; // documents per page when checking what arrived

async function main(plan) {
  const documents = read(plan.records);
  const oneMore = documents.pop();
  const source = new PouchDB("consultations", { adapter: "memory" });
  for (let at = 0; at < documents.length; at += CREATE) await source.bulkDocs(documents.slice(at, at + CREATE));
  const target = new PouchDB(`http://127.0.0.1:${plan.port}/batch${plan.batch}`);
  await target.info(); // makes the database; not timed

  const figures = { records: documents.length, batch: plan.batch, ...(await measured(plan, source, target)) };
  let received = await holds(target, documents);
  figures.noop_seconds = (await replicate(source, target, plan.batch)).seconds;
  await source.put(oneMore);
  figures.one_record_seconds = (await replicate(source, target, plan.batch)).seconds;
  received = received && (await holds(target, [...documents, oneMore]));
  process.stdout.write(JSON.stringify({ ...figures, all_received: received }) + "\n");
  process.exit(0);
}

function read(path) {
  const lines = fs.readFileSync(path, "utf8").split("\n").filter(Boolean);
  return lines.map((line) => {
    const { id, ...rest } = JSON.parse(line);
    return { _id: id, ...rest };
  });
}

async function measured(plan, source, target) {
  const before = [spent(), await serverSpent(plan)];
  const { seconds, written } = await replicate(source, target, plan.batch);
  const after = [spent(), await serverSpent(plan)];
  return {
    records_per_second: written / seconds,
    wall_seconds: seconds,
    cpu_seconds: after.reduce((sum, end, i) => sum + end.cpu_seconds - before[i].cpu_seconds, 0),
    sender_peak_rss_bytes: after[0].peak_rss_bytes,
    receiver_peak_rss_bytes: after[1].peak_rss_bytes,
    wire_bytes: after[1].wire_bytes - before[1].wire_bytes,
  };
}

async function replicate(source, target, batch) {
  const start = process.hrtime.bigint();
  const done = await source.replicate.to(target, { batch_size: batch, batches_limit: BATCHES });
  return { seconds: Number(process.hrtime.bigint() - start) / 1e9, written: done.docs_written };
}

async function holds(target, documents) {
  if ((await target.info()).doc_count !== documents.length) return false;
  for (let at = 0; at < documents.length; at += PAGE) {
    const sent = documents.slice(at, at + PAGE);
    const { rows } = await target.allDocs({ include_docs: true, keys: sent.map((document) => document._id) });
    if (!sent.every((document, i) => isEqual(document, rows[i].doc))) return false;
  }
  return true;
}

function isEqual(document, received) {
  const { _rev, ...content } = received || {};
  return isDeepStrictEqual(content, document);
}

function spent() {
  const { user, system } = process.cpuUsage();
  return { cpu_seconds: (user + system) / 1e6, peak_rss_bytes: process.resourceUsage().maxRSS * 1024 };
}

async function serverSpent(plan) {
  return (await fetch(`http://127.0.0.1:${plan.port}/bench/spent`)).json();
}

process.stdin.on("end", () => process.exit(1)).on("close", () => process.exit(1)).resume();
main(JSON.parse(process.argv[2])).catch((error) => {
  console.error(error);
  process.exit(1);
});
