try:
    settrace
except NameError:
    import sys
    settrace, setprofile, monitoring = sys.settrace, sys.setprofile, sys.monitoring

def target(n):
    total = 0
    for i in [1, 2]:
        total += i
    if n:
        total += 10
    return total

events = []
first = target.__code__.co_firstlineno
def tracer(frame, event, arg):
    if frame.f_code is not target.__code__:
        return None
    events.append((event, frame.f_lineno - first, arg if event == "return" else None))
    return tracer

for _ in [1, 2, 3]:
    target(1)
settrace(tracer)
target(1)
settrace(None)
want = [("call", 0, None), ("line", 1, None), ("line", 2, None), ("line", 3, None), ("line", 2, None),
        ("line", 3, None), ("line", 2, None), ("line", 4, None), ("line", 5, None), ("line", 6, None),
        ("return", 6, 13)]
assert events == want, events
assert target(0) == 3

calls = []
def profiler(frame, event, arg):
    if event.startswith("c_"):
        calls.append((event, arg.__name__))
    elif frame.f_code is target.__code__ or frame.f_code is user.__code__:
        calls.append((event, frame.f_code.co_name))
def user():
    len("abc")
    return target(0)
setprofile(profiler)
user()
setprofile(None)
calls = [c for c in calls if c[1] != "setprofile"]
assert calls == [("call", "user"), ("c_call", "len"), ("c_return", "len"), ("call", "target"), ("return", "target"),
                 ("return", "user")], calls

def raiser():
    try:
        1 / 0
    except ZeroDivisionError:
        pass
events = []
first = raiser.__code__.co_firstlineno
def tracer2(frame, event, arg):
    if frame.f_code is not raiser.__code__:
        return None
    events.append((event, frame.f_lineno - first))
    return tracer2
settrace(tracer2)
raiser()
settrace(None)
assert events == [("call", 0), ("line", 1), ("line", 2), ("exception", 2), ("line", 3), ("line", 4), ("return", 4)], events

E = monitoring.events
monitoring.use_tool_id(2, "t")
assert monitoring.get_tool(2) == "t"
seen = []
monitoring.register_callback(2, E.LINE, lambda code, line: seen.append(line - first))
monitoring.register_callback(2, E.PY_START, lambda code, off: seen.append("start"))
monitoring.register_callback(2, E.PY_RETURN, lambda code, off, v: seen.append(("ret", v)))
monitoring.register_callback(2, E.RAISE, lambda code, off, e: seen.append(type(e)))
monitoring.set_local_events(2, raiser.__code__, E.LINE | E.PY_START | E.PY_RETURN)
assert monitoring.get_local_events(2, raiser.__code__) == E.LINE | E.PY_START | E.PY_RETURN
raiser()
monitoring.set_local_events(2, raiser.__code__, 0)
raiser()
assert seen == ["start", 1, 2, 3, 4, ("ret", None)], seen
seen = []
def once(code, line):
    seen.append(line - first)
    return monitoring.DISABLE
monitoring.register_callback(2, E.LINE, once)
monitoring.set_local_events(2, raiser.__code__, E.LINE)
raiser()
raiser()
assert seen == [1, 2, 3, 4], seen
monitoring.restart_events()
raiser()
assert seen == [1, 2, 3, 4] * 2, seen
monitoring.set_local_events(2, raiser.__code__, 0)
monitoring.free_tool_id(2)
try:
    monitoring.set_events(2, 1)
except ValueError as e:
    assert str(e) == "tool 2 is not in use"
