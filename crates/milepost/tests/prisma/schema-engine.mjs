#!/usr/bin/env node
// Stands in for Prisma's schema engine, which is a download of its own: the same arguments and the same protocol (one request in JSON
// on each line), answered by the engine's WebAssembly build over a driver for PostgreSQL. For tests alone.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import * as engine from '@prisma/schema-engine-wasm/schema_engine_bg'
import pg from 'pg'

const options = { schemas: [], url: undefined, command: [] }
for (let at = 2; at < process.argv.length; at += 2) {
  const [name, value] = process.argv.slice(at, at + 2)
  if (!name.startsWith('--') || name === '--version') {
    options.command = process.argv.slice(at)
    break
  }
  if (name === '--datamodels') options.schemas.push(value)
  if (name === '--datasource') options.url = JSON.parse(value).url
}

// The driver knows no names of the catalog (types "char" and name, and lists of them): they are read as texts.
const AS_TEXT = new Map([[18, 25], [19, 25], [1002, 1009], [1003, 1009]])
class Client extends pg.Client {
  query(...request) {
    const known = (result) => {
      for (const one of [result].flat()) for (const field of one?.fields ?? []) field.dataTypeID = AS_TEXT.get(field.dataTypeID) ?? field.dataTypeID
      return result
    }
    const answer = request.at(-1)
    if (typeof answer !== 'function') return super.query(...request).then(known)
    return super.query(...request.slice(0, -1), (error, result) => answer(error, known(result)))
  }
}

const address = new URL(options.url ?? 'postgresql://nobody@localhost/none')
const schema = address.searchParams.get('schema') ?? 'public'
const settings = (database) => ({
  Client,
  database,
  host: address.searchParams.get('host') ?? address.hostname,
  port: Number(address.port || 5432),
  user: decodeURIComponent(address.username),
  password: decodeURIComponent(address.password) || undefined,
  max: 2,
})
const own = decodeURIComponent(address.pathname.slice(1))

/** A connection that sends a script as one request, and so as one transaction, as the engine itself does. */
async function connected(database) {
  const connection = await new PrismaPg(settings(database), { schema }).connect()
  connection.executeScript = async (script) => {
    await connection.underlyingDriver().query(script).catch((error) => connection.onError(error))
  }
  return connection
}

/** A database that is gone with its connection. */
async function shadow() {
  const outside = await connected(own)
  const name = `prisma_migrate_shadow_db_${crypto.randomUUID()}`
  await outside.executeScript(`CREATE DATABASE "${name}"`)
  const connection = await connected(name)
  const dispose = connection.dispose.bind(connection)
  connection.dispose = async () => {
    await dispose()
    await outside.executeScript(`DROP DATABASE "${name}"`)
    await outside.dispose()
  }
  return connection
}

/** Asks the server for a moment: `can-connect-to-database`, `create-database`, `drop-database`. */
async function manage(command) {
  const client = new pg.Client(settings(command === 'can-connect-to-database' ? own : 'postgres'))
  await client.connect()
  if (command !== 'can-connect-to-database') await client.query(`${command === 'create-database' ? 'CREATE' : 'DROP'} DATABASE "${own.replaceAll('"', '""')}"`)
  await client.end()
}

let adapter
async function load() {
  const place = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg').replace(/js$/, 'wasm')
  const { instance } = await WebAssembly.instantiate(readFileSync(place), { './schema_engine_bg.js': engine })
  engine.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
  const driver = new PrismaPg(settings(own), { schema })
  driver.connect = () => connected(own)
  driver.connectToShadowDb = shadow
  adapter = bindMigrationAwareSqlAdapterFactory(driver)
  const datamodels = options.schemas.map((path) => [path, readFileSync(path, 'utf8')])
  return engine.SchemaEngine.new({ datamodels: datamodels.length > 0 ? datamodels : undefined }, () => {}, adapter)
}

/** What the driver said, where the engine names only the number under which it is kept. */
function reason(error) {
  const number = /External error id#(\d+)/.exec(error.message)?.[1]
  const kept = number === undefined ? undefined : adapter?.errorRegistry?.consumeError?.(Number(number))
  return kept?.error ? `${kept.error.message ?? kept.error} ${JSON.stringify(kept.error.cause ?? {})}` : error.message
}

const say = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)

async function answer({ id, method, params }, engine) {
  try {
    const call = method === 'getDatabaseVersion' ? 'version' : method
    const result = (await (await engine)[call](params)) ?? {}
    if (method === 'diff' && result.stdout) say({ id: id + 1_000_000, method: 'print', params: { content: result.stdout } })
    say({ id, result })
  } catch (error) {
    const data = { is_panic: error.name === 'RuntimeError', message: reason(error), error_code: error.code ?? null, meta: error.meta ?? null }
    say({ id, error: { code: 4466, message: 'the engine refused', data } })
  }
}

if (options.command[0] === '--version') {
  console.log('schema-engine-cli stand-in')
} else if (options.command[0] === 'cli') {
  await manage(options.command[1]).catch((error) => {
    const code = { '3D000': 'P1003', '28P01': 'P1000' }[error.code] ?? 'P1001'
    const line = { timestamp: new Date().toISOString(), level: 'ERROR', fields: { error_code: code, message: error.message }, target: 'schema_engine::logger' }
    process.stderr.write(`${JSON.stringify(line)}\n`)
    process.exitCode = 1
  })
} else {
  const loading = load()
  const answers = []
  for await (const line of createInterface({ input: process.stdin })) {
    const message = JSON.parse(line)
    // What answers a `print` names no method.
    if (message.method) answers.push(answer(message, loading))
  }
  await Promise.all(answers)
  process.exit(0)
}
