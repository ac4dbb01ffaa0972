"""The peers' side of compare.sh: DuckDB and Polars on the columns that mercato wrote to DIR.

Usage: peers.py DIR. Every answer is compared with mercato's before the peer is timed; one line a sample: who, task, threads,
milliseconds. Both peers run on two threads.
"""

import os
import sys
import time

os.environ["POLARS_MAX_THREADS"] = "2"

import duckdb
import numpy as np
import polars as pl

DIR = sys.argv[1]
SAMPLES = 3


def column(name, kind):
    return np.fromfile(os.path.join(DIR, name), dtype=kind)


SKU, CHANNEL, CENTS = column("sku", "<u4"), column("channel", "u1"), column("cents", "<i8")
LIMIT_SKU, LIMIT = column("limit_sku", "<u4"), column("limit", "<i8")
CHANGED, CHANGED_CENTS = column("changed", "<u4"), column("changed_cents", "<i8")
FOUND = column("found", "<u4").reshape(-1, 2)
AT, PRICES, LOWEST = column("at", "<i8"), column("prices", "<i8"), column("lowest", "<i8")


def sample(who, task, threads, run, check):
    check(run())
    for _ in range(SAMPLES):
        start = time.perf_counter()
        answer = run()
        print(who, task, threads, (time.perf_counter() - start) * 1e3, sep="\t", flush=True)
        del answer


def same_pairs(low, high):
    pairs = np.stack([np.asarray(low, dtype="u4"), np.asarray(high, dtype="u4")], axis=1)
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    assert pairs.shape == FOUND.shape and (pairs == FOUND).all(), (pairs.shape, FOUND.shape)


def duck():
    base = duckdb.connect()
    base.execute("set threads = 2")
    numbers = pl.DataFrame({"oid": np.arange(len(SKU), dtype="u4"), "sku": SKU, "channel": CHANNEL, "cents": CENTS}).to_arrow()
    limits = pl.DataFrame({"sku": LIMIT_SKU, "cents": LIMIT}).to_arrow()
    base.register("numbers", numbers)
    base.register("limit_numbers", limits)
    price = "cast(cents / 100.0 as decimal(12, 2)) as price"
    base.execute(f"create table offers as select oid, sku, channel, {price} from numbers")
    base.execute(f"create table limits as select sku, cast(cents / 100.0 as decimal(12, 2)) as map from limit_numbers")
    base.execute(
        f"""create table text_offers as select printf('offer-%08d', oid) as oid, printf('sku-%07d', sku) as sku,
            printf('channel-%d', channel) as channel, {price} from numbers"""
    )
    base.execute("create table text_limits as select printf('sku-%07d', sku) as sku, map from limits")

    def parity(offers, limits):
        return f"""
            select a.sku, a.oid as low, b.oid as high, a.price as low_price, b.price as high_price,
                   b.price - a.price as gap, (b.price - a.price) / b.price as ratio
            from {offers} a join {offers} b on a.sku = b.sku and a.channel <> b.channel and a.price < b.price
            where (b.price - a.price) * 100 > 5 * b.price
            union all
            select o.sku, o.oid, o.oid, o.price, l.map, l.map - o.price, (l.map - o.price) / l.map
            from {offers} o join {limits} l on o.sku = l.sku where o.price < l.map
            order by 1, 2, 3"""

    def check_numbers():
        base.execute(f"create or replace temp table found as {parity('offers', 'limits')}")
        return base

    def check_texts():
        base.execute(f"create or replace temp table found as {parity('text_offers', 'text_limits')}")
        return base

    def numbers_agree(_):
        answer = base.execute("select low, high from found").fetchnumpy()
        same_pairs(answer["low"], answer["high"])

    def texts_agree(_):
        answer = base.execute("select cast(low[7:] as uinteger) low, cast(high[7:] as uinteger) high from found").fetchnumpy()
        same_pairs(answer["low"], answer["high"])

    sample("duckdb", "parity and limits", 2, check_numbers, numbers_agree)
    sample("duckdb", "parity and limits, from texts", 2, check_texts, texts_agree)
    base.execute("drop table text_offers")
    base.execute("drop table found")

    # the new prices, put in place before the clock starts; then the conflicts of the things that changed
    changed = pl.DataFrame({"oid": CHANGED, "cents": CHANGED_CENTS}).to_arrow()
    base.register("changes", changed)
    base.execute("create table changed as select distinct sku from offers where oid in (select oid from changes)")
    few = "(select * from offers where sku in (select sku from changed))"
    limited = "(select * from limits where sku in (select sku from changed))"

    def again():
        base.execute(f"create or replace temp table now as {parity(few, limited)}")
        return base

    again()
    base.execute("create table before as select low, high from now")
    base.execute("update offers set price = cents / 100.0 from changes where offers.oid = changes.oid")

    def delta_agrees(_):
        count = lambda a, b: base.execute(f"select count(*) from (select low, high from {a} except select low, high from {b})").fetchone()[0]
        opened, closed = map(int, open(os.path.join(DIR, "delta")).read().split())
        assert (count("now", "before"), count("before", "now")) == (opened, closed)

    sample("duckdb", "changes to 1,000 things", 2, again, delta_agrees)
    base.execute("drop table offers")

    base.register("history", pl.DataFrame({"since": AT, "price": PRICES}).to_arrow())
    base.execute("create table history_table as select * from history")

    # the price in force at the window's start began before it: it is held by the instant at which it ended
    def lowest():
        base.execute(
            f"""create or replace temp table lowest as
                select since, min(price) over (order by ended range between {30 * 86400 - 1} preceding and current row) as lowest
                from (select since, lead(since) over (order by since) as ended, price from history_table)
                where ended is not null"""
        )
        return base

    def lowest_agrees(_):
        got = base.execute("select lowest from lowest order by since").fetchnumpy()["lowest"]
        assert (got == LOWEST[1:]).all()

    sample("duckdb", "prior prices of a history", 2, lowest, lowest_agrees)


def polars():
    offers = pl.DataFrame({"oid": np.arange(len(SKU), dtype="u4"), "sku": SKU, "channel": CHANNEL, "price": CENTS})
    limits = pl.DataFrame({"sku": LIMIT_SKU, "map": LIMIT})

    def check(offers, limits, engine):
        pairs = (
            offers.lazy()
            .join(offers.lazy(), on="sku", suffix="_high")
            .filter(
                (pl.col("channel") != pl.col("channel_high"))
                & ((pl.col("price_high") - pl.col("price")) * 100 > pl.col("price_high") * 5)
            )
            .select("sku", low="oid", high="oid_high", low_price="price", high_price="price_high")
        )
        misses = (
            offers.lazy()
            .join(limits.lazy(), on="sku")
            .filter(pl.col("price") < pl.col("map"))
            .select("sku", low="oid", high="oid", low_price="price", high_price="map")
        )
        both = pl.concat([pairs, misses]).with_columns(gap=pl.col("high_price") - pl.col("low_price"))
        both = both.with_columns(ratio=pl.col("gap") / pl.col("high_price"))
        return both.sort("sku", "low", "high").collect(engine=engine)

    def agree(answer):
        low, high = answer["low"], answer["high"]
        if low.dtype == pl.String:
            low, high = low.str.slice(6).cast(pl.UInt32), high.str.slice(6).cast(pl.UInt32)
        same_pairs(low.to_numpy(), high.to_numpy())

    for engine in ("in-memory", "streaming"):
        sample(f"polars {engine}", "parity and limits", 2, lambda: check(offers, limits, engine), agree)
    as_text = lambda name, prefix, width: pl.format(prefix + "{}", pl.col(name).cast(pl.String).str.zfill(width)).alias(name)
    offers = offers.with_columns(as_text("oid", "offer-", 8), as_text("sku", "sku-", 7), as_text("channel", "channel-", 1))
    limits = limits.with_columns(as_text("sku", "sku-", 7))
    for engine in ("in-memory", "streaming"):
        sample(f"polars {engine}", "parity and limits, from texts", 2, lambda: check(offers, limits, engine), agree)


{"duckdb": duck, "polars": polars}[sys.argv[2]]()
