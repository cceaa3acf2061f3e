"""Big number programs: digits of pi and e, RSA, Miller-Rabin, Fibonacci by doubling, Lucas-Lehmer, continued fractions, base conversion, modular square roots."""
import math
import random


def pi_digits():
    q, r, t, k, n, l = 1, 0, 1, 1, 3, 3
    while True:
        if 4 * q + r - t < n * t:
            yield n
            q, r, n = 10 * q, 10 * (r - n * t), 10 * (3 * q + r) // t - 10 * n
        else:
            q, r, t, k, n, l = q * k, (2 * q + r) * l, t * l, k + 1, (q * (7 * k + 2) + r * l) // (t * l), l + 2


digits = pi_digits(); print("".join(str(next(digits)) for _ in range(300)))


def e_digits(n):
    scale = 10 ** (n + 10); total = term = scale; k = 1
    while term: term //= k; total += term; k += 1
    return str(total)[: n + 1]


print(e_digits(200)); print(math.isqrt(2 * 10**400))


def fib(n):
    if n == 0: return 0, 1
    a, b = fib(n >> 1); c, d = a * (2 * b - a), a * a + b * b
    return (d, c + d) if n & 1 else (c, d)


f = fib(10000)[0]; print(f % 10**50, f.bit_length(), len(str(f)[:4300]) if f < 10**4300 else "long")


def probable_prime(n, rounds=12, rnd=random.Random(1)):
    if n < 4: return n > 1
    if n % 2 == 0: return False
    d, s = n - 1, 0
    while d % 2 == 0: d, s = d // 2, s + 1
    for _ in range(rounds):
        x = pow(rnd.randrange(2, n - 1), d, n)
        if x in (1, n - 1): continue
        for _ in range(s - 1):
            x = x * x % n
            if x == n - 1: break
        else: return False
    return True


rnd = random.Random(42)
def prime(bits):
    while True:
        n = rnd.getrandbits(bits) | 1 | 1 << bits - 1
        if probable_prime(n): return n


p, q = prime(200), prime(200); n, e = p * q, 65537; d = pow(e, -1, (p - 1) * (q - 1)); message = int.from_bytes("attack at dawn é".encode()); cipher = pow(message, e, n); plain = pow(cipher, d, n); print(p, q, hex(cipher), plain.to_bytes((plain.bit_length() + 7) // 8).decode(), [b for b in range(2, 1300) if (lambda m: (lambda s: s == 0)(__import__("functools").reduce(lambda s, _: (s * s - 2) % m, range(b - 2), 4)))(2**b - 1)] if 0 else [b for b in (3, 5, 7, 13, 17, 19, 31, 61, 89, 107, 127, 521, 607) if (lambda m, s=4: all((s := (s * s - 2) % m) or True for _ in range(b - 2)) and s == 0)(2**b - 1)])


def pollard(n, rnd=random.Random(3)):
    if probable_prime(n): return [n]
    if n % 2 == 0: return [2] + (pollard(n // 2) if n > 2 else [])
    while True:
        c, x = rnd.randrange(1, n), rnd.randrange(n); y, g = x, 1
        while g == 1: x = (x * x + c) % n; y = (y * y + c) % n; y = (y * y + c) % n; g = math.gcd(abs(x - y), n)
        if g != n: return sorted(pollard(g) + pollard(n // g))


print([pollard(v) for v in (360360, 2**32 + 1, 600851475143, 10**12 + 39, 1234567890123456789)])
def base(n, b, digits="0123456789abcdefghijklmnopqrstuvwxyz"):
    out = ""
    while n: n, r = divmod(n, b); out = digits[r] + out
    return out or "0"
print([int(base(10**50 + 7, b), b) == 10**50 + 7 for b in range(2, 37)], base(2**200, 36), base(3**90, 7))
def tonelli(a, p):
    if pow(a, (p - 1) // 2, p) != 1: return None
    q, s = p - 1, 0
    while q % 2 == 0: q, s = q // 2, s + 1
    z = next(z for z in range(2, p) if pow(z, (p - 1) // 2, p) == p - 1); m, c, t, r = s, pow(z, q, p), pow(a, q, p), pow(a, (q + 1) // 2, p)
    while t != 1:
        i = next(i for i in range(1, m) if pow(t, 2**i, p) == 1); b = pow(c, 2 ** (m - i - 1), p); m, c, t, r = i, b * b % p, t * b * b % p, r * b % p
    return min(r, p - r)
print([tonelli(a, 10**9 + 7) for a in (2, 3, 4, 5)], tonelli(10, 2**61 - 1))
def pell(d):
    a0 = math.isqrt(d); m, dd, a, h, k, h1, k1 = 0, 1, a0, a0, 1, 1, 0
    while h * h - d * k * k != 1:
        m = dd * a - m; dd = (d - m * m) // dd; a = (a0 + m) // dd; h, h1, k, k1 = a * h + h1, h, a * k + k1, k
    return h, k
print(pell(61), pell(109), sum(divmod(7**777, 10**100)), (10**100 - 1) // 9 * 7 % (10**9 + 7), math.comb(1000, 500) % 10**20, math.factorial(500) >> 3500, math.gcd(fib(300)[0], fib(200)[0]) == fib(100)[0], math.lcm(*range(1, 101)), pow(3, 10**18, 10**18 + 9), (-7**101) // 10**40, (-7**101) % 10**40, bin(3**100).count("1"), ~(2**100) & (2**70 - 1), (1 << 200) - 1 ^ 5**80)
1 << (10**25)
