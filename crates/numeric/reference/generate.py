#!/usr/bin/env python3
"""Reference values for mercato-numeric, 40 significant digits, for the exact value of every double given as input.

    pip install mpmath gmpy2
    python3 crates/numeric/reference/generate.py            # writes crates/numeric/tests/data/*.tsv
    python3 crates/numeric/reference/generate.py gamma_inc  # one file

Everything is summed from series of positive terms at 1400 bits (about 420 decimal digits), so that a complement taken
as 1 - p keeps more than 40 digits down to 1e-300. Nothing here shares a formula with the Rust code beyond definitions.
"""

import itertools
import math
import random
import sys
from pathlib import Path

import gmpy2
import mpmath
from gmpy2 import mpfr

gmpy2.get_context().precision = 1400
mpmath.mp.prec = 1400
OUT = Path(__file__).resolve().parent.parent / "tests" / "data"
TINY = mpfr("1e-305")
LN_TWO_PI = gmpy2.log(2 * gmpy2.const_pi())


def digits(value):
    """40 significant digits, in a form that Rust's f64 parser reads."""
    if isinstance(value, mpmath.mpf):
        return mpmath.nstr(value, 40, strip_zeros=True, min_fixed=0, max_fixed=0)
    return "{:.39e}".format(value)


def mp(value):
    """An mpfr as an mpf, digit for digit."""
    return mpmath.mpf(value.digits(10)[0] and "{:.410e}".format(value))


def gamma_inc(a, x):
    """(P, Q): P = x^a e^-x / Gamma(a+1) * sum x^n / (a+1)_n (DLMF 8.11.4), Q = 1 - P."""
    a, x = mpfr(a), mpfr(x)
    term, total, n = mpfr(1), mpfr(1), 0
    while term > total * mpfr("1e-400"):
        n += 1
        term *= x / (a + n)
        total += term
    lower = total * gmpy2.exp(a * gmpy2.log(x) - x - gmpy2.lgamma(a + 1)[0])
    return lower, 1 - lower


def beta_lower(a, b, x):
    """I_x(a, b) = x^a (1-x)^b / (a B(a,b)) * sum (a+b)_n / (a+1)_n x^n (DLMF 8.17.8)."""
    term, total, n = mpfr(1), mpfr(1), 0
    while term > total * mpfr("1e-400"):
        term *= (a + b + n) / (a + 1 + n) * x
        n += 1
        total += term
    ln_beta = gmpy2.lgamma(a)[0] + gmpy2.lgamma(b)[0] - gmpy2.lgamma(a + b)[0]
    return total * gmpy2.exp(a * gmpy2.log(x) + b * gmpy2.log(1 - x) - ln_beta) / a


def beta_inc(a, b, x):
    """(I, 1 - I) of exact a, b, x, summed on the smaller of x and 1 - x."""
    a, b, x = mpfr(a), mpfr(b), mpfr(x)
    if x <= 0.5:
        lower = beta_lower(a, b, x)
        return lower, 1 - lower
    upper = beta_lower(b, a, 1 - x)
    return 1 - upper, upper


def t_tails(df, t):
    """(cdf, sf) of Student's t."""
    df, t = mpfr(df), mpfr(t)
    y = t * t / (df + t * t)
    half, _ = (beta_lower(mpfr(0.5), df / 2, y), 0) if y <= 0.5 else (1 - beta_lower(df / 2, mpfr(0.5), df / (df + t * t)), 0)
    outer = (1 - half) / 2
    return (1 - outer, outer) if t >= 0 else (outer, 1 - outer)


def write(name, header, rows):
    OUT.mkdir(parents=True, exist_ok=True)
    with open(OUT / f"{name}.tsv", "w", encoding="ascii", newline="\n") as out:
        out.write("# " + header + "\n")
        for row in rows:
            out.write("\t".join(v if isinstance(v, str) else repr(float(v)) for v in row) + "\n")
    print(name, len(rows), flush=True)


SHAPES = [1e-3, 0.01, 0.1, 0.3, 0.5, 0.9, 1.0, 1.5, 2.5, 5.0, 9.75, 15.0, 19.5, 20.5, 27.0, 45.0, 120.0, 1e3, 1e4, 123456.5, 1e6, 1e7]
SCORES = [-36.0, -25.0, -12.0, -7.0, -4.0, -2.0, -1.0, -0.25, 0.0, 0.125, 0.6, 1.5, 3.0, 5.0, 8.0, 15.0, 26.0, 36.0]


def kept(*values):
    return all(v > TINY for v in values)


def gamma_points(shapes=SHAPES, scores=SCORES):
    for a in shapes:
        xs = [a * (1 - 1 / (9 * a) + z / (3 * math.sqrt(a))) ** 3 for z in scores]
        xs += [a * (1 + d) for d in (-1e-9, 0.0, 1e-9)]
        if a < 30:
            xs += [1e-300, 1e-120, 1e-30, 1e-8, 1e-3, 0.1, 0.5, 0.99, 1.01, 1.49, 1.6, 2.0, 4.5, 11.0, 22.0, 60.0, 200.0, 500.0, 690.0]
        for x in sorted({float(x) for x in xs if x > 0}):
            yield a, x


def spread_about(draw, a):
    """A point some gamma-like deviations off the mean of shape a, or far below it."""
    z = draw.gauss(0, 8) if draw.random() < 0.7 else draw.uniform(-36, 36)
    cube = 1 - 1 / (9 * a) + z / (3 * math.sqrt(a))
    return a * cube**3 if cube > 0 else a * 10 ** draw.uniform(-20, 0)


def random_shape(draw):
    return 10 ** (draw.uniform(-3, 7.3) if draw.random() < 0.5 else draw.uniform(-1, 2.5))


def random_gamma_points(count):
    """Drawn after the code was written, so that no branch was placed by them."""
    draw = random.Random(7)
    for _ in range(count):
        a = random_shape(draw)
        x = 10 ** draw.uniform(-10, 2) if a < 1 and draw.random() < 0.5 else spread_about(draw, a)
        yield a, x


def random_beta_points(count):
    draw = random.Random(8)
    for _ in range(count):
        a, b = random_shape(draw), random_shape(draw)
        small, big = min(a, b), max(a, b)
        point = spread_about(draw, small)
        x = point / (point + big)
        if draw.random() < 0.15 and big < 1e3:
            x = draw.random()
        elif a > b:
            x = 1 - x
        s, ss, sb = (x, a, b) if x <= 0.5 else (1 - x, b, a)
        if 0 < x < 1 and sb * s / (1 - s) - ss <= 60 * math.sqrt(ss + 100) / (1 - s) + 900:
            yield a, b, x


def make_gamma_inc():
    rows = []
    for a, x in itertools.chain(gamma_points(), random_gamma_points(350)):
        p, q = gamma_inc(a, x)
        if kept(p, q):
            rows.append((a, x, digits(p), digits(q)))
    write("gamma_inc", "a x P(a,x) Q(a,x)", rows)


BETA_SHAPES = [1e-3, 0.05, 0.5, 0.999, 1.0, 1.75, 4.5, 12.0, 19.9, 20.1, 33.0, 150.0, 2500.0, 1e5, 3e6, 1e7]
BETA_SCORES = [-35.0, -15.0, -6.0, -2.5, -0.7, 0.0, 0.3, 1.3, 4.0, 9.0, 22.0]


def beta_points(shapes=BETA_SHAPES, scores=BETA_SCORES):
    draw = random.Random(20240229)
    for a, b in itertools.product(shapes, shapes):
        mean, n = a / (a + b), a + b
        xs = []
        small, big = min(a, b), max(a, b)
        for z in scores:
            # Gamma-like spread about the smaller shape: covers both normal and skewed cases.
            cube = 1 - 1 / (9 * small) + z / (3 * math.sqrt(small))
            g = small * cube**3
            if g > 0:
                share = g / (g + big)
                xs.append(share if a <= b else 1 - share)
        xs += [mean, draw.random() * 0.98 + 0.01]
        if small < 15:
            for e in (1e-200, 1e-12, 1e-4, 0.08, 0.5):
                xs += [e] if a <= b else [1 - e, e]
        for x in sorted({float(x) for x in xs if 0 < x < 1}):
            # A sum of more than some millions of terms means that one tail is far below 1e-305.
            if abs(x - mean) * math.sqrt(n / (mean * (1 - mean) + 1e-300)) > 60 + 6 * math.sqrt(big) and big > 1e4:
                continue
            s, ss, sb = (x, a, b) if x <= 0.5 else (1 - x, b, a)
            if sb * s / (1 - s) - ss > 60 * math.sqrt(ss + 100) / (1 - s) + 900:
                continue
            yield a, b, x


def make_beta_inc():
    rows = []
    for a, b, x in itertools.chain(beta_points(), random_beta_points(700)):
        p, q = beta_inc(a, b, x)
        if kept(p, q):
            rows.append((a, b, x, digits(p), digits(q)))
    write("beta_inc", "a b x I_x(a,b) 1-I_x(a,b)", rows)


def make_normal():
    rows = []
    zs = [0.0, 1e-300, 1e-12, 1e-4, 0.01, 0.1, 0.25, 0.46875, 0.5, 0.75, 1.0, 1.3, 1.96, 2.0, 2.5, 2.99, 3.5, 4.0, 5.0, 5.66, 6.0, 7.5, 8.3, 10.0, 13.0, 17.0, 21.5, 26.0, 30.0, 33.3, 36.0, 37.0]
    for z in sorted({s * z for z in zs for s in (1, -1)}):
        x = mpmath.mpf(z)
        cdf, sf = mpmath.ncdf(x), mpmath.erfc(x / mpmath.sqrt(2)) / 2
        cdf = mpmath.erfc(-x / mpmath.sqrt(2)) / 2
        pdf = mpmath.npdf(x)
        loss = pdf - x * sf
        loss2 = ((1 + x * x) * sf - x * pdf) / 2
        rows.append((z, digits(cdf), digits(sf), digits(pdf), digits(loss), digits(loss2)))
    write("normal", "z cdf sf pdf loss second_order_loss", rows)


def make_erf():
    rows = []
    xs = [1e-300, 1e-20, 1e-8, 1e-3, 0.1, 0.3, 0.5, 0.84374, 0.84376, 1.0, 1.2, 1.25, 1.7, 2.0, 2.5, 2.857, 3.0, 4.0, 5.5, 6.0, 8.0, 10.0, 14.0, 19.0, 24.0, 26.0]
    for x in sorted({s * x for x in xs for s in (1, -1)} | {0.0}):
        v = mpmath.mpf(x)
        rows.append((x, digits(mpmath.erf(v)), digits(mpmath.erfc(v)), digits(mpmath.erfc(v) * mpmath.exp(v * v)) if x > -26.6 else "inf"))
    write("erf", "x erf erfc erfcx", rows)


def make_wright_omega():
    rows = []
    xs = [1e-300, 1e-8, 0.1, 0.5, 0.9999, 1.0, 1.0001, 1.3, 2.0, 3.14159, 4.0, 7.0, 12.0, 20.0, 36.0, 37.0, 39.0, 39.2, 50.0, 120.0, 400.0, 700.0]
    for x in sorted({s * x for x in xs for s in (1, -1)} | {0.0, 1e3, 1e6, 1e9, 1e15, 9.9e17, 1.1e18, 1e30, 1e300}):
        v = mpmath.mpf(x)
        w = mpmath.lambertw(mpmath.exp(v)).real if x < 1e9 else v
        while x >= 1e9:
            step = v - mpmath.log(w) - w
            w += step
            if abs(step) < w * mpmath.mpf("1e-60"):
                break
        rows.append((x, digits(w)))
    write("wright_omega", "z wright_omega(z)", rows)


def make_ln_gamma():
    rows = []
    xs = [1e-300, 1e-100, 1e-20, 1e-10, 1e-5, 1e-3, 0.05, 0.2, 0.5, 0.75, 0.9, 0.99, 1 - 1e-6, 1 + 1e-9, 1.001, 1.1, 1.3, 1.46, 1.5, 1.75, 1.95, 2 - 1e-7, 2.0001, 2.2, 2.9, 3.0, 4.5, 7.9, 8.1, 9.99, 10.0, 12.5, 15.5, 20.0, 50.0, 170.5, 1e3, 1e5, 1e7, 1e9, 1e15, 1e100, 1e300]
    for x in xs:
        v = mpmath.mpf(x)
        rows.append((x, digits(mpmath.loggamma(v)) if x < 1e20 else digits((v - mpmath.mpf(0.5)) * mpmath.log(v) - v + mpmath.log(2 * mpmath.pi) / 2)))
    write("ln_gamma", "x ln_gamma(x)", rows)


def make_ln_beta():
    rows = []
    for a, b in itertools.combinations_with_replacement([1e-8, 1e-3, 0.4, 1.0, 1.5, 3.0, 9.0, 10.5, 40.0, 900.0, 1e5, 1e7, 1e12], 2):
        x, y = mpmath.mpf(a), mpmath.mpf(b)
        rows.append((a, b, digits(mpmath.loggamma(x) + mpmath.loggamma(y) - mpmath.loggamma(x + y))))
    write("ln_beta", "a b ln_beta(a,b)", rows)


def make_student_t():
    rows = []
    for df in [0.5, 1.0, 1.5, 2.0, 3.0, 4.5, 7.0, 12.0, 29.0, 30.0, 39.0, 41.0, 100.0, 1000.0, 12345.6, 1e5, 1e6, 1e7]:
        ts = [0.0, 1e-200, 1e-9, 1e-3, 0.1, 0.5, 1.0, 1.7, 2.5, 4.0, 6.0, 9.0, 15.0, 25.0, 36.0, 60.0, 300.0, 1e4, 1e8, 1e20, 1e60, 1e120, 1e200, 1e290]
        for t in ts:
            if t == 0:
                cdf = sf = mpfr(0.5)
            else:
                u = mpfr(t) ** 2 / mpfr(df)
                if mpfr(df) / 2 * gmpy2.log1p(u) > 730:
                    continue
                cdf, sf = t_tails(df, t)
            if not kept(cdf, sf):
                continue
            v, x = mpfr(df), mpfr(t)
            ln_pdf = gmpy2.lgamma((v + 1) / 2)[0] - gmpy2.lgamma(v / 2)[0] - gmpy2.log(v * gmpy2.const_pi()) / 2 - (v + 1) / 2 * gmpy2.log1p(x * x / v)
            pdf = gmpy2.exp(ln_pdf)
            rows.append((df, t, digits(cdf), digits(sf), digits(pdf), digits(ln_pdf)))
    write("student_t", "df t cdf sf pdf ln_pdf", rows)


def make_densities():
    rows = []
    for a, x in gamma_points([1e-3, 0.3, 1.0, 2.5, 15.0, 45.0, 1e3, 123456.5, 1e7], [-30.0, -7.0, -1.0, 0.0, 0.6, 5.0, 26.0]):
        av, xv = mpfr(a), mpfr(x)
        ln_pdf = (av - 1) * gmpy2.log(xv) - xv - gmpy2.lgamma(av)[0]
        if -700 < ln_pdf < 700:
            rows.append((a, x, digits(gmpy2.exp(ln_pdf)), digits(ln_pdf)))
    write("gamma_pdf", "shape x pdf ln_pdf (scale 1)", rows)
    rows = []
    for a, b, x in beta_points([1e-3, 0.5, 1.0, 4.5, 33.0, 2500.0, 1e7], [-30.0, -6.0, 0.0, 1.3, 9.0]):
        av, bv, xv = mpfr(a), mpfr(b), mpfr(x)
        ln_beta = gmpy2.lgamma(av)[0] + gmpy2.lgamma(bv)[0] - gmpy2.lgamma(av + bv)[0]
        ln_pdf = (av - 1) * gmpy2.log(xv) + (bv - 1) * gmpy2.log(1 - xv) - ln_beta
        if -700 < ln_pdf < 700:
            rows.append((a, b, x, digits(gmpy2.exp(ln_pdf)), digits(ln_pdf)))
    write("beta_pdf", "a b x pdf ln_pdf", rows)


def make_discrete():
    rows = []
    for mean in [1e-9, 0.01, 0.5, 1.0, 3.7, 19.0, 25.5, 200.0, 5e3, 1e6, 1e7]:
        ks = {0, 1, 2, 5} if mean < 300 else set()
        ks |= {max(0, round(mean + z * math.sqrt(mean))) for z in (-30, -9, -3, -1, 0, 0.5, 2, 6, 15, 30)}
        for k in sorted(ks):
            m, kv = mpfr(mean), mpfr(k)
            ln_pmf = kv * gmpy2.log(m) - m - gmpy2.lgamma(kv + 1)[0]
            sf, cdf = gamma_inc(k + 1, mean)
            if kept(sf, cdf, gmpy2.exp(ln_pmf)):
                rows.append((mean, k, digits(gmpy2.exp(ln_pmf)), digits(ln_pmf), digits(cdf), digits(sf)))
    write("poisson", "mean k pmf ln_pmf cdf sf", rows)
    rows = []
    for r, p in itertools.product([0.01, 0.5, 1.0, 3.7, 21.0, 400.0, 1e5], [1e-6, 1e-3, 0.125, 0.5, 0.9, 0.9999]):
        mean = r * (1 - p) / p
        sd = math.sqrt(mean / p)
        ks = {0, 1, 2, 5} | {max(0, round(mean + z * sd)) for z in (-15, -5, -2, -0.7, 0, 0.5, 2, 6, 15, 30)}
        for k in sorted(ks):
            rv, pv, kv = mpfr(r), mpfr(p), mpfr(k)
            ln_pmf = gmpy2.lgamma(kv + rv)[0] - gmpy2.lgamma(kv + 1)[0] - gmpy2.lgamma(rv)[0] + rv * gmpy2.log(pv) + kv * gmpy2.log(1 - pv)
            if ln_pmf < -690:
                continue
            cdf, sf = beta_inc(r, k + 1, p)
            if kept(sf, cdf):
                rows.append((r, p, k, digits(gmpy2.exp(ln_pmf)), digits(ln_pmf), digits(cdf), digits(sf)))
    write("negative_binomial", "r p k pmf ln_pmf cdf sf", rows)


def solve(log_tail, lo, hi):
    """Root of an increasing function on [lo, hi] in ln x: bisection to double precision, then secant to 60 digits."""
    for _ in range(30):
        mid = (lo + hi) / 2
        lo, hi = (mid, hi) if log_tail(mid) < 0 else (lo, mid)
    x0, x1 = lo, hi
    f0, f1 = log_tail(x0), log_tail(x1)
    for _ in range(40):
        if f1 == f0:
            break
        x2 = x1 - f1 * (x1 - x0) / (f1 - f0)
        x0, f0, x1 = x1, f1, x2
        if abs(x1 - x0) < abs(x1) * mpfr("1e-60") + mpfr("1e-60"):
            break
        f1 = log_tail(x1)
    return x1


TAILS = [1e-300, 1e-100, 1e-20, 1e-8, 1e-3, 0.05, 0.3, 0.5]


def make_quantiles():
    with gmpy2.context(gmpy2.get_context(), precision=1400):
        rows = []
        for p in [1e-300, 1e-200, 1e-100, 1e-50, 1e-20, 1e-12, 1e-8, 1e-5, 1e-3, 0.02, 0.02425, 0.07, 0.075, 0.1, 0.25, 0.4, 0.425, 0.49, 0.4999, 0.5]:
            target = mpmath.mpf(p)
            start = mpmath.mpf(-math.sqrt(-2 * math.log(p))) if p < 0.1 else mpmath.mpf((p - 0.5) * 2.5)
            z = start
            for _ in range(200):
                cdf = mpmath.erfc(-z / mpmath.sqrt(2)) / 2
                step = mpmath.log(cdf / target) * cdf / mpmath.npdf(z)
                z -= step
                if abs(step) < mpmath.mpf("1e-100"):
                    break
            rows.append((p, digits(z) if p != 0.5 else "0"))
        write("normal_quantile", "p quantile (of the lower tail; the upper is its negative)", rows)

    rows = []
    for a in [0.01, 0.3, 1.0, 2.5, 15.0, 45.0, 1e3, 1e6]:
        for tail, p in itertools.product("lu", TAILS):
            if a == 1e6 and p < 1e-100:
                continue
            target = gmpy2.log(mpfr(p))
            index = 0 if tail == "l" else 1
            sign = 1 if tail == "l" else -1

            def gap(u):
                return sign * (gmpy2.log(gamma_inc(a, gmpy2.exp(u))[index]) - target)

            # Leading term of P near zero bounds the quantile from below.
            if tail == "l" and (target + gmpy2.lgamma(mpfr(a) + 1)[0]) / a < -690:
                continue
            spread = 60 / math.sqrt(a) if a > 2000 else 12
            lo = mpfr(math.log(a) - spread) if a > 2000 else mpfr(-705 if a < 100 else math.log(a) - 4)
            hi = mpfr(min(math.log(a) + spread, math.log(a + 60 * math.sqrt(a) + 900)))
            rows.append((a, tail, p, digits(gmpy2.exp(solve(gap, lo, hi)))))
    write("gamma_quantile", "shape tail(l/u) p quantile (scale 1)", rows)

    rows = []
    for a, b in [(0.01, 0.5), (0.3, 0.3), (0.5, 20.0), (1.0, 3.0), (2.5, 1.5), (4.0, 30.0), (40.0, 40.0), (25.0, 3000.0), (5e4, 2e5)]:
        for tail, p in itertools.product("lu", TAILS):
            index = 0 if tail == "l" else 1
            target = gmpy2.log(mpfr(p))
            # In logit coordinates; the reference is the exact quantile and its complement.
            def gap(u):
                small = 1 / (1 + gmpy2.exp(abs(u)))
                lower = (beta_lower(mpfr(a), mpfr(b), small), 0) if u < 0 else (0, beta_lower(mpfr(b), mpfr(a), small))
                tails = (lower[0], 1 - lower[0]) if u < 0 else (1 - lower[1], lower[1])
                return (1 if tail == "l" else -1) * (gmpy2.log(tails[index]) - target)

            centre = math.log(a / b)
            spread = 50 / math.sqrt(min(a, b)) if min(a, b) > 100 else 40 / min(1.0, min(a, b)) if min(a, b) < 20 else 40
            lo, hi = mpfr(max(-690.0, centre - (spread if min(a, b) > 100 else 690))), mpfr(min(690.0, centre + (spread if min(a, b) > 100 else 690)))
            if b > 1000 and a < 100:
                hi = mpfr(centre + 4)
            if gap(lo) > 0 or gap(hi) < 0:
                continue
            u = solve(gap, lo, hi)
            rows.append((a, b, tail, p, digits(1 / (1 + gmpy2.exp(-u))), digits(1 / (1 + gmpy2.exp(u)))))
    write("beta_quantile", "a b tail(l/u) p quantile 1-quantile", rows)

    rows = []
    for df in [0.5, 1.0, 2.0, 3.5, 10.0, 40.0, 1000.0, 1e6]:
        for q in [p for p in TAILS if p < 0.5] + [0.49, 0.4999]:
            # The leading tail term says whether the quantile is a double.
            if -math.log(q) / df > 650:
                continue
            target = gmpy2.log(mpfr(q))

            def gap(u):
                return target - gmpy2.log(t_tails(df, gmpy2.exp(u))[1])

            hi = min(690.0, 6 - math.log(q) / df + 3) if df < 50 else 3.9
            rows.append((df, q, digits(gmpy2.exp(solve(gap, mpfr(-12), mpfr(hi))))))
    write("student_t_quantile", "df q isf(q)", rows)


MAKERS = {
    name: function
    for name, function in [
        ("gamma_inc", make_gamma_inc),
        ("beta_inc", make_beta_inc),
        ("normal", make_normal),
        ("erf", make_erf),
        ("wright_omega", make_wright_omega),
        ("ln_gamma", make_ln_gamma),
        ("ln_beta", make_ln_beta),
        ("student_t", make_student_t),
        ("densities", make_densities),
        ("discrete", make_discrete),
        ("quantiles", make_quantiles),
    ]
}

if __name__ == "__main__":
    for name in sys.argv[1:] or MAKERS:
        MAKERS[name]()
