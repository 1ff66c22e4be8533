// Parses the files *.mmd of a folder with Mermaid: node parse.mjs MODULES FOLDER,
// where MODULES is a folder with node_modules/mermaid and node_modules/jsdom.
// Mermaid wants a browser's document, which jsdom stands in for.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import fs from 'node:fs';
import path from 'node:path';

const [modules, folder] = process.argv.slice(2);
const require = createRequire(path.join(path.resolve(modules), 'x.js'));
const { JSDOM } = require('jsdom');
const dom = new JSDOM('<!doctype html><body></body>');
globalThis.window = dom.window;
globalThis.document = dom.window.document;
const entry = path.join(path.resolve(modules), 'node_modules', 'mermaid', 'dist', 'mermaid.core.mjs');
const mermaid = (await import(pathToFileURL(entry))).default;

let count = 0;
for (const name of fs.readdirSync(folder).filter((n) => n.endsWith('.mmd'))) {
  const text = fs.readFileSync(path.join(folder, name), 'utf8');
  const wanted = [/^    n\d+[\[({]/gm, /^    n\d+ -[-.]+> n\d+$/gm].map((r) => (text.match(r) || []).length);
  try {
    await mermaid.parse(text);
    const diagram = await mermaid.mermaidAPI.getDiagramFromText(text);
    const got = [diagram.db.getVertices().size, diagram.db.getEdges().length];
    if (String(got) !== String(wanted)) throw new Error(`nodes and arrows: ${got}, written were ${wanted}`);
    count++;
  } catch (error) {
    console.log(`${name}: ${error.message || error}\n${text}`);
    process.exitCode = 1;
  }
}
console.log(`${count} flowcharts`);
