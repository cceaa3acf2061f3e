"""subprocess, signal, multiprocessing, os.fork, pipes, sockets and selectors on the loopback."""
import multiprocessing as mp
import os
import selectors
import select
import signal
import socket
import subprocess
import re
import sys
import threading
import time


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        # Addresses, times, and the numbers of descriptors, which a thread's last close may decide.
        return re.sub(r" at 0x\w+|after 0\.\d+|(?<=fd=)\d+|(?<=FD )\d+", "", f"{type(error).__name__}: {error}")


def square(x): return x * x
def child(conn, q, v, arr):
    conn.send([conn.recv(), os.getpid() != os.getppid()]); q.put("from child")
    with v.get_lock(): v.value += 5
    arr[1] = 9; conn.close()
def failing(): raise ValueError("in child")


def main():
    py = [sys.executable, "-I", "-c"]
    r = subprocess.run(py + ["import sys; print(sys.stdin.read().upper()); print('e', file=sys.stderr); sys.exit(3)"], input="abc", capture_output=True, text=True); print(r.returncode, repr(r.stdout), repr(r.stderr), attempt(r.check_returncode).split(" -c ")[0][:20])
    print(subprocess.check_output(["echo", "hi"]), attempt(subprocess.check_output, ["false"]), attempt(subprocess.run, ["no-such-cmd-x"]), attempt(subprocess.run, ["sleep", "5"], timeout=0.05), subprocess.getoutput("echo $((1+2))"), subprocess.getstatusoutput("exit 4"), subprocess.call("exit 5", shell=True), attempt(subprocess.run, "", shell=False), attempt(subprocess.Popen, 5), attempt(subprocess.run, ["x"], input=1, stdin=1), attempt(subprocess.run, ["echo"], cwd="/nope"), subprocess.run("echo $X", shell=True, env={"X": "env!"}, capture_output=True).stdout, subprocess.run(["cat"], stdin=subprocess.DEVNULL, capture_output=True).stdout, subprocess.list2cmdline(["a b", 'c"d']))
    p = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True); print(p.poll(), p.communicate("line\n"), p.returncode, p.args, attempt(p.communicate, "x")); p = subprocess.Popen(["sleep", "10"]); p.terminate(); print(p.wait(), attempt(p.send_signal, 15)); p = subprocess.Popen(["sleep", "10"]); p.kill(); print(p.wait()); p1 = subprocess.Popen(["printf", "b\\na\\n"], stdout=subprocess.PIPE); p2 = subprocess.Popen(["sort"], stdin=p1.stdout, stdout=subprocess.PIPE); p1.stdout.close(); print(p2.communicate()[0], p1.wait()); print(subprocess.run(["sh", "-c", "kill -9 $$"]).returncode, subprocess.run(["sh", "-c", "echo out; echo err >&2"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout, subprocess.CompletedProcess(["a"], 1, b"o"), subprocess.CalledProcessError(-9, "cmd"), subprocess.CalledProcessError(1, "cmd"), subprocess.TimeoutExpired("c", 5))
    got = []; old = signal.signal(signal.SIGUSR1, lambda s, f: got.append((signal.Signals(s).name, f.f_code.co_name))); os.kill(os.getpid(), signal.SIGUSR1); print(got, old, signal.getsignal(signal.SIGUSR1).__name__, signal.raise_signal(signal.SIGUSR1), len(got), attempt(signal.signal, 999, signal.SIG_DFL), attempt(signal.signal, signal.SIGKILL, signal.SIG_DFL), attempt(signal.signal, signal.SIGUSR1, 5), signal.Signals.SIGINT, signal.SIGTERM.value, signal.strsignal(9), signal.strsignal(2), signal.default_int_handler.__name__, sorted(signal.valid_signals())[:3], signal.getsignal(signal.SIGINT) is signal.default_int_handler, signal.Handlers.SIG_IGN, attempt(signal.getsignal, 0), signal.getitimer(signal.ITIMER_REAL))
    def handler(s, f): raise TimeoutError("alarm")
    signal.signal(signal.SIGALRM, handler); signal.setitimer(signal.ITIMER_REAL, 0.02); print(attempt(time.sleep, 5), signal.alarm(0)); t0 = time.monotonic(); signal.signal(signal.SIGALRM, lambda *a: None); signal.setitimer(signal.ITIMER_REAL, 0.01); time.sleep(0.05); print(time.monotonic() - t0 >= 0.05)
    try: os.kill(os.getpid(), signal.SIGINT); time.sleep(1)
    except KeyboardInterrupt: print("interrupted")
    old = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1]); os.kill(os.getpid(), signal.SIGUSR1); n = len(got); print(signal.sigpending(), signal.sigwait([signal.SIGUSR1]), signal.pthread_sigmask(signal.SIG_SETMASK, old), len(got) == n, attempt(signal.sigtimedwait, [signal.SIGUSR2], 0.01)); r, w = os.pipe(); os.set_blocking(w, False); signal.set_wakeup_fd(w); signal.raise_signal(signal.SIGUSR1); print(os.read(r, 10) == bytes([signal.SIGUSR1]), signal.set_wakeup_fd(-1) == w, attempt(signal.set_wakeup_fd, r) == "", res if (res := [])else ""); os.close(r); os.close(w)
    res = []; t = threading.Thread(target=lambda: res.append(attempt(signal.signal, signal.SIGUSR1, signal.SIG_DFL))); t.start(); t.join(); print(res)
    r, w = os.pipe(); sys.stdout.flush(); pid = os.fork()
    if pid == 0: os.close(r); os.write(w, b"child says hi"); os._exit(7)
    os.close(w); print(os.read(r, 50), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), attempt(os.wait)); os.close(r); pid = os.posix_spawn("/bin/sh", ["sh", "-c", "exit 6"], os.environ); print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), os.system("exit 3") >> 8, os.popen("echo popen").read()); sys.stdout.flush()
    for method in ("fork", "spawn", "forkserver"):
        ctx = mp.get_context(method); a, b = ctx.Pipe(); q, v, arr = ctx.Queue(), ctx.Value("i", 1), ctx.Array("i", [1, 2, 3]); p = ctx.Process(target=child, args=(b, q, v, arr), name="kid"); p.start(); a.send({"k": (1, 2)}); print(method, a.recv(), q.get(timeout=20), p.join(20), p.exitcode, v.value, arr[:], p.name, p.is_alive())
    p = mp.get_context("fork").Process(target=sys.exit, args=(4,)); p.start(); p.join(); print(p.exitcode); p = mp.get_context("fork").Process(target=time.sleep, args=(10,)); p.start(); p.terminate(); p.join(); print(p.exitcode, attempt(p.start), attempt(mp.get_context, "nope"), mp.current_process().name, mp.active_children(), mp.parent_process())
    with mp.get_context("fork").Pool(2) as pool: print(pool.map(square, range(6)), pool.apply(square, (7,)), sorted(pool.imap_unordered(square, [3, 1])), pool.starmap(pow, [(2, 3)]), attempt(pool.apply, failing), pool.apply_async(square, (9,)).get(10))
    import concurrent.futures as cf
    with cf.ProcessPoolExecutor(2, mp_context=mp.get_context("fork")) as ex: print(list(ex.map(square, range(4))), attempt(ex.submit(failing).result))
    a, b = socket.socketpair(); a.sendall(b"ping"); print(b.recv(10), b.send(b"pong"), a.recv_into(buf := bytearray(10)), buf[:4], a.close(), b.recv(1), attempt(a.send, b"x"), b.fileno() > 0, b.close())
    srv = socket.create_server(("127.0.0.1", 0)); port = srv.getsockname()[1]
    def serve():
        for _ in range(2):
            conn, addr = srv.accept()
            with conn, conn.makefile("rwb") as f:
                for line in f: f.write(line.upper()); f.flush()
    t = threading.Thread(target=serve); t.start()
    for _ in range(2):
        with socket.create_connection(("127.0.0.1", port), 5) as c: c.sendall(b"hello\nworld\n"); peer = c.getpeername()[0]; c.shutdown(socket.SHUT_WR); data = b"".join(iter(lambda: c.recv(4), b"")); print(data, peer, c.gettimeout(), c.family, c.type)
    t.join(); srv.close(); print(attempt(socket.create_connection, ("127.0.0.1", port), 1), attempt(socket.getaddrinfo, "127.0.0.1", 80, type=socket.SOCK_STREAM), attempt(socket.inet_aton, "1.2.3"), attempt(socket.inet_aton, "x"), socket.inet_ntop(socket.AF_INET6, b"\0" * 15 + b"\1"), socket.htons(1), attempt(socket.socket, 999), socket.AF_INET, attempt(socket.gethostbyname, "no.such.host.invalid.").split("]")[0][:16], socket.getservbyname("http"))
    u1, u2 = socket.socket(type=socket.SOCK_DGRAM), socket.socket(type=socket.SOCK_DGRAM); u1.bind(("127.0.0.1", 0)); u2.sendto(b"dgram", u1.getsockname()); print(u1.recvfrom(10)[0]); u1.settimeout(0.01); print(attempt(u1.recv, 1)); u1.setblocking(False); print(attempt(u1.recv, 1), attempt(u1.settimeout, -1), attempt(u1.bind, "x"), attempt(u1.bind, ("x", "y")), u1.getblocking()); u1.close(); u2.close(); print(attempt(u1.recv, 1), repr(u1).split(",")[0])
    sel = selectors.DefaultSelector(); a, b = socket.socketpair(); a.setblocking(False); sel.register(a, selectors.EVENT_READ, "data"); print(sel.select(0), b.send(b"x"), [(k.data, m) for k, m in sel.select(1)], attempt(sel.register, a, 1), attempt(sel.register, b, 0), sel.modify(a, 2).events, len(sel.get_map()), sel.unregister(a).data, attempt(sel.unregister, a), attempt(sel.get_key, b), select.select([a], [b], [], 0)[0] == [a], sel.close()); po = select.poll(); po.register(a, select.POLLIN); print([e for _, e in po.poll(10)], attempt(po.modify, 999, 1), attempt(select.select, [5.5], [], [])); a.close(); b.close()


if __name__ == "__main__":
    main()
