// The peer's client: documents from a local LevelDB database to the server, in batches. Prints documents per second.
const [folder, address, file, batchSize] = process.argv.slice(2);
const fs = require("fs");
const PouchDB = require("pouchdb");

async function main() {
  const docs = fs.readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line));
  const local = new PouchDB(folder + "/client");
  for (let i = 0; i < docs.length; i += 1000) {
    await local.bulkDocs(docs.slice(i, i + 1000));
  }
  const remote = new PouchDB(address + "/journal");
  const start = process.hrtime.bigint();
  const result = await local.replicate.to(remote, { batch_size: Number(batchSize), batches_limit: 2 });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const held = (await remote.info()).doc_count;
  if (!result.ok || held !== docs.length) throw new Error(`the peer holds ${held} of ${docs.length}`);
  console.log(docs.length / seconds);
}

main().then(() => process.exit(0), (error) => { console.error(error); process.exit(1); });
