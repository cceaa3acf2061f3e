"""math, statistics and seeded random."""
import math
import random
import statistics
from decimal import Decimal
from fractions import Fraction


def attempt(function, *args, **kwargs):
    try:
        result = function(*args, **kwargs)
        return f"{result:.12g}" if isinstance(result, float) else result
    except Exception as error:
        return f"{type(error).__name__}: {error}"


inf, nan = math.inf, math.nan
for name in sorted(n for n in dir(math) if not n.startswith("_") and callable(getattr(math, n))):
    f = getattr(math, name)
    if name in ("gcd", "lcm", "hypot", "dist", "prod", "fsum", "sumprod", "isqrt", "comb", "perm", "factorial", "fma"):
        continue
    print(name, [attempt(f, x) for x in (0, 1, -1, 0.5, 2.5, 1000, inf, -inf, nan, "x", 10**400)], [attempt(f, x, y) for x, y in ((2, 3), (-8.5, 3), (0.0, -1), (inf, 1), (1, 0), ("a", 1))])
print(math.gcd(), math.gcd(12, 18, 27), math.gcd(-4, 0), attempt(math.gcd, 1.5), math.lcm(4, 6), math.lcm(), math.lcm(0, 5), attempt(math.hypot, 3, 4), attempt(math.hypot), attempt(math.hypot, inf, nan), attempt(math.dist, (1, 2), (4, 6)), attempt(math.dist, (1,), (1, 2)), attempt(math.dist, 1, 2), math.prod([1, 2, 3]), math.prod([], start=5), math.prod([1.5, 2]), attempt(math.prod, ["a"]), attempt(math.fsum, [0.1] * 10), attempt(math.fsum, [1e308, 1e308]), attempt(math.fsum, [inf, -inf]), attempt(math.fsum, ["x"]), math.sumprod([1, 2], [3, 4]), attempt(math.sumprod, [1], [1, 2]), math.sumprod([1.5, 2], [3, 4]), math.isqrt(10**40), attempt(math.isqrt, -1), attempt(math.isqrt, 1.5), math.comb(10, 3), math.comb(3, 5), attempt(math.comb, -1, 2), math.comb(100, 50), attempt(math.comb, 1.5, 1), math.perm(5), math.perm(5, 2), math.perm(2, 3), attempt(math.perm, -1), math.factorial(20), math.factorial(50), attempt(math.factorial, -1), attempt(math.factorial, 1.5), attempt(math.factorial, "a"), math.fma(2, 3, 4), attempt(math.fma, inf, 0, 1), attempt(math.factorial, 10**20))
print(math.pi, math.e, math.tau, math.nextafter(1, 2), math.nextafter(1, 0, steps=3), math.ulp(1), math.ulp(1e300), math.frexp(8), math.ldexp(0.5, 4), attempt(math.ldexp, 1, 10**10), math.modf(-2.5), math.copysign(1, -0.0), math.isclose(1, 1 + 1e-10), math.isclose(1, 1.1, rel_tol=0.2), math.isclose(0, 1e-10, abs_tol=1e-9), attempt(math.isclose, 1, 1, rel_tol=-1), attempt(math.log, 8, 2), attempt(math.log, 0), attempt(math.log, -1), attempt(math.log, 10**1000), attempt(math.log, 10, 1), attempt(math.log2, 2**1000), math.log10(10**500), attempt(math.log, "a"), math.floor(Fraction(7, 2)), math.ceil(Decimal("1.1")), math.trunc(-1.5), attempt(math.trunc, "x"), attempt(math.floor, inf), attempt(math.floor, "x"), attempt(math.pow, 0, -1), attempt(math.pow, -1, 0.5), math.pow(0, 0), attempt(math.pow, 1e200, 2), attempt(math.fmod, 1, 0), math.fmod(-7, 3), math.remainder(7, 4), attempt(math.sqrt, -1), attempt(math.exp, 1000), attempt(math.gamma, 0), attempt(math.gamma, 171.7), attempt(math.lgamma, -1), math.cbrt(-27), math.exp2(10), attempt(math.acos, 2), math.degrees(math.pi), math.radians(180))


class T:
    def __trunc__(self): return "trunc"
    def __floor__(self): return "floor"
    def __ceil__(self): return "ceil"
    def __float__(self): return 4.0
    def __index__(self): return 9


print(math.trunc(T()), math.floor(T()), math.ceil(T()), math.sqrt(T()), math.isqrt(T()), math.gcd(T(), 6), math.factorial(T()))
data = [2, 4, 4, 4, 5, 5, 7, 9]
for name in ("mean", "fmean", "median", "median_low", "median_high", "median_grouped", "mode", "multimode", "pstdev", "pvariance", "stdev", "variance", "geometric_mean", "harmonic_mean", "quantiles"):
    f = getattr(statistics, name)
    print(name, attempt(f, data), attempt(f, []), attempt(f, [1]), attempt(f, [1.5, 2.5, Fraction(1, 2)] if name not in ("fmean",) else [1.5]), attempt(f, [Decimal("1.1"), Decimal("2.2")]), attempt(f, "ab"), attempt(f, [1, -1]), attempt(f, iter([3, 1, 2])), attempt(f, 5))
print(statistics.quantiles(data, n=10, method="inclusive"), attempt(statistics.quantiles, data, n=0), statistics.fmean([1, 2], weights=[3, 1]), statistics.correlation([1, 2, 3], [1, 5, 7]), statistics.covariance([1, 2, 3], [1, 5, 7]), statistics.linear_regression([1, 2, 3], [2, 4, 6.5]), attempt(statistics.correlation, [1], [1]), statistics.correlation([1, 2, 3], [3, 1, 2], method="ranked"), statistics.NormalDist(100, 15).cdf(115), statistics.NormalDist.from_samples([1, 2, 3]), statistics.NormalDist(0, 1) + statistics.NormalDist(2, 3), statistics.NormalDist().inv_cdf(0.975), attempt(statistics.NormalDist, 0, -1), statistics.NormalDist(1, 2).quantiles(4), statistics.NormalDist(1, 2).zscore(5), statistics.NormalDist(0, 1).overlap(statistics.NormalDist(1, 1)), statistics.kde([1, 2, 3], h=1)(2), statistics.pvariance([1, 2, 3], mu=2), statistics.mean([1e30, 1, -1e30]), statistics.mean([True, False]), statistics.mode(["a", "b", "a"]), statistics.multimode("aabbc"))
random.seed(12345)
print(random.random(), random.randint(1, 100), random.randrange(0, 100, 7), random.uniform(1, 2), random.choice("abcdef"), random.choices("abc", k=5), random.choices("abc", [1, 5, 1], k=5), random.choices("abc", cum_weights=[1, 2, 3], k=3), random.sample(range(100), 5), random.sample("ab", 2), random.sample("ab", counts=[2, 1], k=3), random.shuffle(x := list(range(10))), x, random.gauss(0, 1), random.normalvariate(0, 1), random.expovariate(1.5), random.betavariate(1, 2), random.gammavariate(2, 1), random.lognormvariate(0, 1), random.paretovariate(3), random.weibullvariate(1, 2), random.triangular(0, 1, 0.3), random.vonmisesvariate(0, 1), random.getrandbits(100), random.randbytes(5), random.binomialvariate(10, 0.3), random.getrandbits(0))
for seed in (0, 1, -5, 2**100, "text", b"bytes", bytearray(b"q"), 1.5, None if False else "é", True):
    r = random.Random(seed); print(seed, r.random(), r.getrandbits(40), r.randrange(10**30))
for f, args in [(random.randrange, (0,)), (random.randrange, (5, 5)), (random.randrange, (1.5,)), (random.randint, (2, 1)), (random.choice, ([],)), (random.sample, ([1], 2)), (random.sample, ({1, 2}, 1)), (random.choices, ([],)), (random.choices, ("ab", [0, 0])), (random.choices, ("ab", [1])), (random.shuffle, ((1, 2),)), (random.getrandbits, (-1,)), (random.seed, ([],)), (random.randrange, ("a",)), (random.sample, ("ab", -1)), (random.randbytes, (-1,)), (random.gammavariate, (0, 1)), (random.Random().setstate, ((9, (), None),)), (random.binomialvariate, (-1, 0.5))]:
    print(f.__name__, args, attempt(f, *args))
st = random.getstate(); a = [random.random() for _ in range(3)]; random.setstate(st); print(a == [random.random() for _ in range(3)], len(st[1]), st[0], random.Random(7).getstate()[1][:3]); rr = random.Random(3); import pickle; print(pickle.loads(pickle.dumps(rr)).random() == rr.random(), issubclass(random.SystemRandom, random.Random), 0 <= random.SystemRandom().random() < 1, attempt(random.SystemRandom().getstate))
class R(random.Random):
    def random(self): return 0.25
print(R().choice("abcd"), R().randint(1, 4), R().uniform(0, 4), R().sample(range(8), 2))
