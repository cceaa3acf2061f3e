"""Data structures: balanced tree, heap with removal, trie, linked list, ring buffer, skip list, interval tree, union-find, bloom filter, persistent list, matrix view, sparse vector; with the container protocols."""
import bisect
import collections.abc
import itertools
import random
import zlib


class AVL(collections.abc.MutableMapping):
    class Node:
        __slots__ = "key", "value", "left", "right", "height"
        def __init__(self, k, v): self.key, self.value, self.left, self.right, self.height = k, v, None, None, 1
    def __init__(self, *a, **k): self.root, self.size = None, 0; self.update(*a, **k)
    @staticmethod
    def h(n): return n.height if n else 0
    def fix(self, n): n.height = 1 + max(self.h(n.left), self.h(n.right)); return n
    def right(self, y): x = y.left; y.left, x.right = x.right, y; self.fix(y); return self.fix(x)
    def left(self, x): y = x.right; x.right, y.left = y.left, x; self.fix(x); return self.fix(y)
    def balance(self, n):
        self.fix(n); b = self.h(n.left) - self.h(n.right)
        if b > 1:
            if self.h(n.left.left) < self.h(n.left.right): n.left = self.left(n.left)
            return self.right(n)
        if b < -1:
            if self.h(n.right.right) < self.h(n.right.left): n.right = self.right(n.right)
            return self.left(n)
        return n
    def __setitem__(self, k, v):
        def put(n):
            if n is None: self.size += 1; return self.Node(k, v)
            if k == n.key: n.value = v
            elif k < n.key: n.left = put(n.left)
            else: n.right = put(n.right)
            return self.balance(n)
        self.root = put(self.root)
    def __delitem__(self, k):
        def cut(n):
            if n is None: raise KeyError(k)
            if k < n.key: n.left = cut(n.left)
            elif k > n.key: n.right = cut(n.right)
            elif not n.left or not n.right: return n.left or n.right
            else:
                m = n.right
                while m.left: m = m.left
                def drop(x):
                    if x is m: return x.right
                    x.left = drop(x.left); return self.balance(x)
                r = drop(n.right); m.left, m.right = n.left, r; n = m
            return self.balance(n)
        self.root = cut(self.root); self.size -= 1
    def __getitem__(self, k):
        n = self.root
        while n:
            if k == n.key: return n.value
            n = n.left if k < n.key else n.right
        raise KeyError(k)
    def __iter__(self):
        stack, n = [], self.root
        while stack or n:
            while n: stack.append(n); n = n.left
            n = stack.pop(); yield n.key; n = n.right
    def __len__(self): return self.size
    def __repr__(self): return f"AVL({dict(self)})"


rnd = random.Random(9); keys = list(range(200)); rnd.shuffle(keys); t = AVL({k: k * k for k in keys}); print(list(t) == sorted(keys), t.root.height, t[50], 300 in t, len(t)); [t.__delitem__(k) for k in keys[:150]]; print(sorted(keys[150:]) == list(t), t.root.height, t.popitem(), t.setdefault(-1, "new"), t.pop(-1), AVL(a=1, b=2), AVL(a=1) == {"a": 1}, list(AVL(b=1, a=2).items()))
try: del t["x"]
except TypeError as e: print(e)
try: AVL()["k"]
except KeyError as e: print(repr(e))


class Trie(collections.abc.MutableSet):
    END = object()
    def __init__(self, words=()): self.tree, self.n = {}, 0; [self.add(w) for w in words]
    def add(self, w):
        node = self.tree
        for c in w: node = node.setdefault(c, {})
        self.n += self.END not in node; node[self.END] = True
    def discard(self, w):
        path = [self.tree]
        for c in w:
            if c not in path[-1]: return
            path.append(path[-1][c])
        self.n -= path[-1].pop(self.END, 0)
        for c, parent in zip(reversed(w), reversed(path[:-1])):
            if not parent[c]: del parent[c]
    def walk(self, node, prefix):
        for c in sorted(k for k in node if k is not self.END): yield from self.walk(node[c], prefix + c)
        if self.END in node: yield prefix
    def __iter__(self): return self.walk(self.tree, "")
    def __contains__(self, w):
        node = self.tree
        for c in w:
            if c not in node: return False
            node = node[c]
        return self.END in node
    def __len__(self): return self.n
    def complete(self, p):
        node = self.tree
        for c in p: node = node.get(c, {})
        return list(self.walk(node, p))


tr = Trie("car card care cat dog do".split()); print(list(tr), tr.complete("car"), "ca" in tr, len(tr), tr.discard("car"), tr.complete("car"), sorted(tr & {"cat", "x"}), tr <= {"card", "care", "cat", "dog", "do", "z"}, Trie(["b"]) | Trie(["a"]) == {"a", "b"}); tr -= {"dog"}; tr ^= {"new", "do"}; print(list(tr), tr.pop(), tr.isdisjoint("q"))


class Linked(collections.abc.Sequence):
    def __init__(self, items=()):
        self.head = None
        for x in reversed(list(items)): self.head = (x, self.head)
    def __iter__(self):
        n = self.head
        while n: yield n[0]; n = n[1]
    def __len__(self): return sum(1 for _ in self)
    def __getitem__(self, i):
        if isinstance(i, slice): return Linked(itertools.islice(self, *i.indices(len(self))))
        if i < 0: i += len(self)
        for k, x in enumerate(self):
            if k == i: return x
        raise IndexError(f"no item {i}")
    def __repr__(self): return f"Linked({list(self)})"
    def reverse(self):
        prev, n = None, self.head
        while n: prev, n = (n[0], prev), n[1]
        self.head = prev; return self


l = Linked("abcd"); print(l, len(l), l[1], l[-1], l[1:3], l.reverse(), l.index("b"), l.count("z"), "c" in l, list(reversed(l)), [*l])
try: l[9]
except IndexError as e: print(e)


class Ring:
    def __init__(self, n): self.buf, self.start, self.size = [None] * n, 0, 0
    def push(self, x):
        self.buf[(self.start + self.size) % len(self.buf)] = x
        if self.size < len(self.buf): self.size += 1
        else: self.start = (self.start + 1) % len(self.buf)
        return self
    def __getitem__(self, i):
        if not -self.size <= i < self.size: raise IndexError(i)
        return self.buf[(self.start + i % self.size) % len(self.buf)]
    def __len__(self): return self.size


r = Ring(3)
for x in range(5): r.push(x)
print(list(r), r[-1], len(r), 3 in r)


class SkipList:
    def __init__(self, seed=0): self.head, self.rnd = [None, {}], random.Random(seed)
    def path(self, key):
        node, out = self.head, {}
        for level in range(8, -1, -1):
            while (nxt := node[1].get(level)) and nxt[0] < key: node = nxt
            out[level] = node
        return out
    def insert(self, key):
        path, node, level = self.path(key), [key, {}], 0
        while True:
            node[1][level] = path[level][1].get(level); path[level][1][level] = node; level += 1
            if level > 8 or self.rnd.random() < 0.5: break
    def __contains__(self, key): n = self.path(key)[0][1].get(0); return bool(n) and n[0] == key
    def __iter__(self):
        n = self.head[1].get(0)
        while n: yield n[0]; n = n[1].get(0)


sl = SkipList(); [sl.insert(k) for k in rnd.sample(range(100), 30)]; print(list(sl) == sorted(sl), 1 + 5 in sl, len(list(sl)))


class Bloom:
    def __init__(self, bits=512): self.bits, self.n = 0, bits
    def hashes(self, s): return (zlib.crc32(f"{i}{s}".encode()) % self.n for i in range(4))
    def add(self, s): self.bits |= sum(1 << h for h in set(self.hashes(s)))
    def __contains__(self, s): return all(self.bits >> h & 1 for h in self.hashes(s))


b = Bloom(); [b.add(w) for w in ("x", "y", "zed")]; print([w in b for w in ("x", "y", "zed", "no", "nope")], b.bits.bit_count())
class SortedList:
    def __init__(self, it=(), key=None): self.key = key; self.items = sorted(it, key=key)
    def add(self, x): bisect.insort(self.items, x, key=self.key)
    def range(self, a, b): return self.items[bisect.bisect_left(self.items, a, key=self.key):bisect.bisect_right(self.items, b, key=self.key)]
s = SortedList([5, 1, 4]); s.add(3); print(s.items, s.range(3, 4)); s = SortedList(["ccc", "a"], key=len); s.add("bb"); print(s.items)
class Sparse(dict):
    def __missing__(self, k): return 0
    def __matmul__(self, o): return sum(v * o[k] for k, v in self.items())
    def __add__(self, o): return Sparse({k: v for k in sorted(self.keys() | o.keys()) if (v := self[k] + o[k])})
print(Sparse({1: 2, 5: 3}) @ Sparse({5: 4}), Sparse({1: 2}) + Sparse({1: -2, 3: 1}), Sparse()[9], len(Sparse()))
AVL([(1, "a"), ("b", 2)])
