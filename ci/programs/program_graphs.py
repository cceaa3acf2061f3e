"""Graph algorithms: Dijkstra, Bellman-Ford, Kruskal, Tarjan, topological order, max flow, A*, PageRank, bipartite matching."""
import collections
import heapq
import math
import random


class Graph:
    def __init__(self, directed=True): self.adj, self.directed = collections.defaultdict(dict), directed
    def add(self, a, b, w=1):
        self.adj[a][b] = w; self.adj.setdefault(b, {})
        if not self.directed: self.adj[b][a] = w
        return self
    def __iter__(self): return iter(self.adj)
    def __len__(self): return len(self.adj)
    def __getitem__(self, node): return self.adj[node]
    def __contains__(self, edge): return edge[1] in self.adj.get(edge[0], ())
    def edges(self): return ((a, b, w) for a, out in self.adj.items() for b, w in out.items())

    def dijkstra(self, start):
        dist, prev, queue = {start: 0}, {}, [(0, start)]
        while queue:
            d, a = heapq.heappop(queue)
            if d > dist[a]: continue
            for b, w in self[a].items():
                if w < 0: raise ValueError(f"negative edge {a}->{b}")
                if d + w < dist.get(b, math.inf): dist[b] = d + w; prev[b] = a; heapq.heappush(queue, (d + w, b))
        return dist, prev

    def bellman(self, start):
        dist = dict.fromkeys(self, math.inf) | {start: 0}
        for _ in range(len(self) - 1):
            for a, b, w in self.edges(): dist[b] = min(dist[b], dist[a] + w)
        if any(dist[a] + w < dist[b] for a, b, w in self.edges()): raise ArithmeticError("negative cycle")
        return dist

    def components(self):
        index, low, stack, on, out, counter = {}, {}, [], set(), [], iter(range(10**6))
        def visit(v):
            index[v] = low[v] = next(counter); stack.append(v); on.add(v)
            for w in self[v]:
                if w not in index: visit(w); low[v] = min(low[v], low[w])
                elif w in on: low[v] = min(low[v], index[w])
            if low[v] == index[v]:
                comp = []
                while True:
                    w = stack.pop(); on.discard(w); comp.append(w)
                    if w == v: break
                out.append(sorted(comp))
        for v in list(self):
            if v not in index: visit(v)
        return out

    def topological(self):
        indegree = collections.Counter(b for _, b, _ in self.edges()); ready = sorted(v for v in self if not indegree[v]); order = []
        while ready:
            v = ready.pop(0); order.append(v)
            for w in sorted(self[v]):
                indegree[w] -= 1
                if not indegree[w]: ready.append(w)
        if len(order) != len(self): raise ValueError("cycle among " + ", ".join(sorted(v for v in self if indegree[v] > 0)))
        return order

    def mst(self):
        parent = {v: v for v in self}
        def find(v):
            while parent[v] != v: parent[v] = parent[parent[v]]; v = parent[v]
            return v
        for w, a, b in sorted((w, a, b) for a, b, w in self.edges() if a < b):
            if (x := find(a)) != (y := find(b)): parent[x] = y; yield a, b, w

    def flow(self, s, t):
        cap = collections.defaultdict(int, {(a, b): w for a, b, w in self.edges()}); total = 0
        while True:
            prev, queue = {s: None}, collections.deque([s])
            while queue and t not in prev:
                a = queue.popleft()
                for b in self:
                    if b not in prev and cap[a, b] > 0: prev[b] = a; queue.append(b)
            if t not in prev: return total
            path, v = [], t
            while prev[v] is not None: path.append((prev[v], v)); v = prev[v]
            f = min(cap[e] for e in path); total += f
            for a, b in path: cap[a, b] -= f; cap[b, a] += f


g = Graph()
for line in "s a 10|s b 5|a b 2|b a 3|a t 1|b c 2|c t 6|b t 9|c s 7|t c 4".split("|"):
    a, b, w = line.split(); g.add(a, b, int(w))
dist, prev = g.dijkstra("s"); print(dist, prev, g.bellman("s") == dist, g.components(), g.flow("s", "t"), ("s", "a") in g, ("t", "s") in g, len(g))
for f, gg in ((Graph.dijkstra, Graph().add(1, 2, -1)), (Graph.bellman, Graph().add(1, 2, -1).add(2, 1, -1))):
    try: f(gg, 1)
    except (ValueError, ArithmeticError) as e: print(type(e).__name__, e)
dag = Graph().add("shirt", "tie").add("tie", "jacket").add("trousers", "shoes").add("trousers", "belt").add("belt", "jacket").add("socks", "shoes"); print(dag.topological(), dag.components())
try: dag.add("jacket", "shirt").topological()
except ValueError as e: print(e)
u = Graph(directed=False); rnd = random.Random(3); nodes = "abcdefgh"
for i, a in enumerate(nodes):
    for b in nodes[i + 1:]:
        if rnd.random() < 0.5: u.add(a, b, rnd.randint(1, 20))
tree = list(u.mst()); print(tree, sum(w for *_, w in tree), sorted(u.dijkstra("a")[0].items()))


def astar(grid, start, goal):
    h = lambda p: abs(p[0] - goal[0]) + abs(p[1] - goal[1])
    queue, best = [(h(start), 0, start, (start,))], {}
    while queue:
        _, cost, p, path = heapq.heappop(queue)
        if p == goal: return cost, path
        if best.get(p, 1e9) <= cost: continue
        best[p] = cost
        for dx, dy in ((0, 1), (1, 0), (0, -1), (-1, 0)):
            x, y = p[0] + dx, p[1] + dy
            if 0 <= y < len(grid) and 0 <= x < len(grid[0]) and grid[y][x] != "#":
                step = int(grid[y][x]) if grid[y][x].isdigit() else 1
                heapq.heappush(queue, (cost + step + h((x, y)), cost + step, (x, y), path + ((x, y),)))


grid = "S..#....|.#.#.##.|.#9..#..|.####.#.|......#G".split("|"); cost, path = astar(grid, (0, 0), (7, 4)); print(cost, len(path))
for y, row in enumerate(grid): print("".join("*" if (x, y) in path and c not in "SG" else c for x, c in enumerate(row)))


def pagerank(links, d=0.85, rounds=60):
    rank = dict.fromkeys(links, 1 / len(links))
    for _ in range(rounds): rank = {p: (1 - d) / len(links) + d * sum(rank[q] / len(links[q]) for q in links if p in links[q]) for p in links}
    return {p: round(r, 6) for p, r in sorted(rank.items(), key=lambda kv: -kv[1])}


def matching(wants):
    match = {}
    def try_(a, seen):
        for b in wants[a]:
            if b not in seen:
                seen.add(b)
                if b not in match or try_(match[b], seen): match[b] = a; return True
        return False
    return sum(try_(a, set()) for a in wants), dict(sorted(match.items()))


print(pagerank({"a": "bc", "b": "c", "c": "a", "d": "c"}), matching({"ann": [1, 2], "bob": [1], "cat": [2, 3], "dan": [3]}))
w = collections.defaultdict(list); [w[len(n)].append(n) for n in ("x", "yy", "zz", "q")]; print(dict(w), Graph()["nothing"])
