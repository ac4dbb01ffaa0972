"""Writes tests/data/losses.jsonl: losses of the distributions at 60 to 400 digits, by closed forms or sums of the definition (mpmath 1.3)."""
from mpmath import mp, mpf, quad, exp, log, sqrt, pi, gamma, loggamma, inf, gammainc, nsum, binomial, erfc, betainc
import json
mp.dps = 60
def f(v): return mpf(v)  # doubles are exact
rows = []
def num(v): return float(mp.nstr(v, 25))
def add(d, x, n, nb, n2, nb2):
    rows.append(dict(distribution=d, x=x, loss=num(n), complementary_loss=num(nb), second_loss=num(n2), complementary_second_loss=num(nb2)))
# closed forms at 400 digits: cancellation is harmless there
def gam(k, th, x):
    mp.dps = 400
    k, th, x = f(k), f(th), f(x); y = x/th
    Q = gammainc(k, y, inf, regularized=True); P = 1-Q; kap = exp(k*log(y)-y-loggamma(k))
    g = k-y
    n = g*Q+kap; nb = kap-g*P
    r = (th*n, th*nb, th**2*(y*Q+(1+g)*n)/2, th**2*(y*P-(1+g)*nb)/2); mp.dps = 60; return r
def logn(mu, s, x):
    mp.dps = 400
    mu, s, x = f(mu), f(s), f(x); t = (log(x)-mu)/s
    Phi = lambda z: erfc(-z/sqrt(mpf(2)))/2
    E = exp(mu+s*s/2); E2 = exp(2*mu+2*s*s)
    r = (E*Phi(s-t)-x*Phi(-t), x*Phi(t)-E*Phi(t-s), (E2*Phi(2*s-t)-2*x*E*Phi(s-t)+x*x*Phi(-t))/2, (E2*Phi(t-2*s)-2*x*E*Phi(t-s)+x*x*Phi(t))/2)
    mp.dps = 60; return r
def pmf_sums(pmf, ratio, x, mean, var, lo=0):
    """pmf(k), ratio(k)=pmf(k+1)/pmf(k)"""
    mp.dps = 60
    n = n2 = mpf(0); j = 1; k = max(x+1, lo); t = pmf(k); j = k-x
    while True:
        n += j*t; a = mpf(j)*(j-1)/2*t; n2 += a
        if k > mean + 10 and a < n2*mpf(10)**-45 : break
        t *= ratio(k); k += 1; j += 1
    nb = nb2 = mpf(0); k = x-1
    if k >= lo:
        t = pmf(k); j = 1
        while k >= lo:
            nb += j*t; nb2 += mpf(j)*(j+1)/2*t
            k -= 1; j += 1
            if k >= lo: t /= ratio(k)
    return n, nb, n2, nb2
for k, th, xs in [(0.473,1.215,[1e-4,.3,1.5,20,400]),(2.847,5.917,[.01,2,17,60,900,3000]),(250.0,.4,[40,80,100,120,160,300]),(1e6,1.0,[990000.,994000.,1000100.,1004000.,1010000.]),(1.0,1.0,[1e-6,.5,30,600]),(1e-3,1000.,[1e-5,.1,5.,900.])]:
    for x in xs: add(dict(type="gamma",shape=k,scale=th), x, *gam(k,th,x))
for rate, xs in [(.02,[1e-6,1,50,2000,30000])]:
    for x in xs: add(dict(type="exponential",rate=rate), x, *gam(1.0, 1/f(rate), x))
for mu, s, xs in [(6.0,.3,[80,295.,403.,420.,1500,20000]),(0.,3.,[1e-12,.01,1,50,100,1e10]),(4.281,.778,[1,31,80,100,225,9e4]),(2.0,.01,[6.5,7.3,7.39,7.5,8.2]),(1.,.49,[.1,2.7,3.2,90]),(1.,.51,[.1,2.7,3.2,90]),(0.,8.,[1e-30,1e3,1e12,1e14,1e40]),(3.,1e-3,[19.9,20.08,20.2])]:
    for x in xs: add(dict(type="lognormal",mu=mu,sigma=s), x, *logn(mu,s,x))
for m, xs in [(.3,[0,1,5,40]),(6.,[0,3,6,12,30,90]),(20.,[2,20,45,120]),(1000.,[600,850,990,1010,1150,1500,2500]),(1e5,[97000,100100,103000])]:
    M = f(m)
    for x in xs: add(dict(type="poisson",mean=m), x, *pmf_sums(lambda k: exp(k*log(M)-M-loggamma(k+1)), lambda k: M/(k+1), x, m, m))
for r, p, xs in [(3.,.4,[0,2,4,5,15,60,300]),(.2,.01,[0,1,10,19,25,200,3000]),(50.5,.5,[5,20,50,60,110,400]),(2.5,.001,[1,100,2400,2600,20000,200000]),(400.,.9,[10,44,46,90,200]),(.01,.5,[0,1,8,100])]:
    R, Pq = f(r), f(p)
    for x in xs: add(dict(type="negative_binomial",r=r,p=p), x, *pmf_sums(lambda k: exp(loggamma(k+R)-loggamma(k+1)-loggamma(R)+R*log(Pq)+k*log(1-Pq)), lambda k: (k+R)*(1-Pq)/(k+1), x, r*(1-p)/p, 0))
for p, xs in [(.443,[0,1,4,40,900]),(.001,[1,2,30,499,501,1000,20000]),(.9,[1,2,100])]:
    P = f(p)
    for x in xs: add(dict(type="geometric",p=p), x, *pmf_sums(lambda k: P*(1-P)**(k-1), lambda k: 1-P, x, 1/p, 0, lo=1))
print("".join(json.dumps(r)+"\n" for r in rows), end="")
