// The peers' side of compare.sh: medusa, json-rules-engine and dinero.js on the instances that mercato wrote to
// DIR/tasks.json.
//
// Usage: node DIR/peers.mjs DIR, with the peers installed in DIR. Every answer is compared with mercato's before the peer is
// timed; then one markdown table is printed.

import assert from "node:assert/strict";
import { appendFileSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { allocate, dinero, toSnapshot } from "dinero.js";
import { EUR } from "dinero.js/currencies";
import { Engine } from "json-rules-engine";

const require = createRequire(import.meta.url);
const Medusa = require("@medusajs/promotion/dist/services/promotion-module.js").default;
const dir = process.argv[2];
const tasks = new Map(JSON.parse(readFileSync(`${dir}/tasks.json`)).map((task) => [task.task, task]));
const memory = JSON.parse(readFileSync(`${dir}/memory.json`)).bytes;

/** A peer with its version, as npm installed it. */
function versioned(name) {
  return `${name} ${JSON.parse(readFileSync(`${dir}/node_modules/${name}/package.json`)).version}`;
}

const cents = (text) => Math.round(Number(text) * 100);

function duration(nanoseconds) {
  for (const [unit, size] of [["s", 1e9], ["ms", 1e6], ["µs", 1e3]]) {
    if (nanoseconds >= size) return `${Number((nanoseconds / size).toPrecision(3))} ${unit}`;
  }
  return `${Number(nanoseconds.toPrecision(3))} ns`;
}

/** Nanoseconds of a cart: the median over the carts of the best of some passes over all of them. */
async function median(carts, passes, run) {
  const best = carts.map(() => Infinity);
  for (let pass = 0; pass < passes; pass += 1) {
    for (const [index, cart] of carts.entries()) {
      const start = process.hrtime.bigint();
      await run(cart);
      best[index] = Math.min(best[index], Number(process.hrtime.bigint() - start));
    }
  }
  best.sort((a, b) => a - b);
  return best[Math.floor(best.length / 2)];
}

/** Nanoseconds of a call: the best of 200 samples of at least 1 ms. */
function best(run) {
  let runs = 1;
  const sample = () => {
    const start = process.hrtime.bigint();
    for (let index = 0; index < runs; index += 1) run();
    return Number(process.hrtime.bigint() - start);
  };
  while (sample() < 1e6) runs *= 2;
  return Math.min(...Array.from({ length: 200 }, sample)) / runs;
}

/**
 * medusa's promotions, amounts and rates off each unit. Where mercato's has a target, a rule on the item; and, because it is
 * medusa's fastest form, the same rule on the cart, which spares it a look at each item.
 */
function medusaPromotion(promotion) {
  const { effect, target } = promotion;
  const rules = target ? [{ attribute: "items.sku", operator: "in", values: target.skus.map((value) => ({ value })) }] : [];
  const percent = effect.type === "percent_off";
  return {
    code: promotion.id,
    type: "standard",
    is_automatic: false,
    rules,
    application_method: {
      type: percent ? "percentage" : "fixed",
      value: percent ? Number(effect.rate) * 100 : Number(effect.amount),
      target_type: "items",
      allocation: "each",
      max_quantity: 1_000_000,
      target_rules: rules,
    },
  };
}

function medusaCart(cart) {
  const items = cart.lines.map((line) => {
    const subtotal = Number(line.unit_price) * line.quantity;
    return { id: line.id, sku: line.sku, quantity: line.quantity, subtotal, original_total: subtotal, is_discountable: true };
  });
  return { currency_code: "eur", items };
}

/** medusa's own computation, with what it reads from the database given to it. */
function medusa(promotions) {
  const service = Object.create(Medusa.prototype);
  const manager = {};
  service.baseRepository_ = { getFreshManager: () => manager, getActiveManager: () => manager };
  const known = promotions.map(medusaPromotion);
  service.listActivePromotions_ = async () => known;
  const codes = known.map((promotion) => promotion.code);
  return (cart) => Medusa.prototype.computeActions.call(service, codes, cart, { prevent_auto_promotions: true });
}

async function medusaTime(task) {
  const { promotions, carts, answers } = tasks.get(task).instance;
  const compute = medusa(promotions);
  const peer = carts.map(medusaCart);
  for (const [index, cart] of peer.entries()) {
    const discounts = new Map();
    for (const action of await compute(cart)) {
      discounts.set(action.item_id, (discounts.get(action.item_id) ?? 0) + Number(action.amount));
    }
    for (const line of answers[index].lines) {
      assert.equal(Math.round((discounts.get(line.id) ?? 0) * 100), cents(line.discount), `${task}, cart ${index}, ${line.id}`);
    }
  }
  return median(peer, 5, compute);
}

async function rulesTime(task) {
  const { promotions, carts, answers } = tasks.get(task).instance;
  const engine = new Engine();
  for (const { id, target, channels, condition } of promotions) {
    engine.addRule({
      conditions: {
        all: [
          { fact: "skus", operator: "contains", value: target.skus[0] },
          { fact: "channel", operator: "equal", value: channels[0] },
          { fact: "subtotal", operator: "greaterThanInclusive", value: Number(condition.amount) },
        ],
      },
      event: { type: id },
    });
  }
  const facts = carts.map((cart) => ({
    skus: cart.lines.map((line) => line.sku),
    channel: "web",
    subtotal: cart.lines.reduce((sum, line) => sum + Number(line.unit_price) * line.quantity, 0),
  }));
  for (const [index, fact] of facts.entries()) {
    const { events } = await engine.run(fact);
    assert.deepEqual(events.map((event) => event.type).sort(), answers[index].applied.map((one) => one.promotion_id).sort());
  }
  return median(facts.slice(0, 5), 3, (fact) => engine.run(fact));
}

function dineroTime(task) {
  const { total, weights, parts } = tasks.get(task).instance;
  const money = dinero({ amount: total, currency: EUR });
  const shares = allocate(money, weights).map((part) => toSnapshot(part).amount);
  // it hands the units left over to the first parts: the same sum, and no part further than one unit off
  assert.equal(shares.reduce((sum, share) => sum + share, 0), total);
  for (const [index, share] of shares.entries()) assert.ok(Math.abs(share - parts[index]) <= 1);
  return best(() => allocate(money, weights));
}

/** One line of the table. */
function row(what, shown, peer, ratio, target, met) {
  console.log(`| ${what} | ${shown} | ${peer} | ${ratio} | ${target} | ${met === null ? "" : met ? "yes" : "**no**"} |`);
}

const time = (task) => tasks.get(task).nanoseconds;

async function beside(what, task, name, measure, least, most) {
  const own = time(task);
  const peer = await measure(task);
  const times = peer / own;
  if (process.env.MERCATO_RATIOS) {
    const library = name.replace(/ `.*/, "");
    appendFileSync(process.env.MERCATO_RATIOS, JSON.stringify({ what, mercato: own, peer: library, theirs: peer, least }) + "\n");
  }
  const words = [most && `≤ ${duration(most)}`, `≥ ${least.toLocaleString("en")}×`].filter(Boolean).join(", ");
  row(what, duration(own), `${name}, ${duration(peer)}`, `${Number(times.toPrecision(3)).toLocaleString("en")}×`, words,
    times >= least && (!most || own <= most));
}

console.log("| what | mercato | peer | ratio | target | met |\n|---|---|---|---|---|---|");
const loop = `${versioned("@medusajs/promotion")} \`computeActions\``;
await beside("evaluate: 10,000 promotions, 20 lines, 10 match", "evaluate_20", loop, medusaTime, 200, 40_000);
await beside("evaluate: 10,000 promotions, 100 lines, 10 match", "evaluate_100", loop, medusaTime, 270, 150_000);
await beside("evaluate: 10 promotions that all match, 20 lines", "evaluate_matching", loop, medusaTime, 75, 15_000);
await beside("evaluate: 10,000 promotions with three facts, 20 lines", "evaluate_facts",
  `${versioned("json-rules-engine")} \`run\``, rulesTime, 1_000);
const growth = (what, task, base, most, words) => {
  const times = time(task) / time(base);
  row(what, duration(time(task)), "", `${times.toFixed(2)}× of ${words}`, `≤ ${most}×`, times <= most);
};
growth("evaluate: 100,000 promotions, 20 lines, 10 match", "evaluate_of_100000", "evaluate_20", 1.5, "10,000 promotions");
growth("evaluate: a line of 6,000 pieces", "pieces_6000", "pieces_6", 1.2, "a line of 6");
const within = (what, task, most) => row(what, duration(time(task)), "", "", `≤ ${duration(most)}`, time(task) <= most);
within("compile: 10,000 promotions, each", "compile_10000", 2_000);
within("compile: 100,000 promotions, each", "compile_100000", 2_000);
row("memory of a promotion among 100,000", `${memory} bytes`, "", "", "≤ 1,024 bytes", memory <= 1_024);
within("best of 12 promotions that bear on one another, 20 lines", "best_12", 5e6);
within("the slowest of 31 such carts", "best_12_slowest", 5e6);
within("best of 20 promotions that bear on one another, 20 lines", "best_20", 200e6);
within("the slowest of 31 such carts", "best_20_slowest", 200e6);
growth("best of 4 groups of 6 that do not bear on one another", "independent_4", "independent_1", 5, "one group");
const shares = `${versioned("dinero.js")} \`allocate\``;
await beside("allocate: 10 parts", "allocate_10", shares, dineroTime, 7, 300);
await beside("allocate: 1,000 parts", "allocate_1000", shares, dineroTime, 13, 25_000);
