"""Errors of many blocks deep: only the last is wrong."""
class A:
    def f(self):
        for x in range(3):
            with open("x") as f:
                try:
                    if x:
                        yield x
                        return (yield)
                    elif not x:
                        pass
                    else if x:
                        pass
                finally:
                    pass
